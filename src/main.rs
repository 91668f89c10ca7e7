//! The program: reads the command line and opens the window or answers headless.

use std::process::ExitCode;

use clap::Parser;
use discoscope::{
    app,
    app::{
        comfort::TextSize,
        theme::{Appearance, Contrast},
    },
    cli::{self, Cli},
    disco::{
        address::Address,
        link::{Link, is_link},
    },
    profile::{keyring::Keyring, ourselves, recent, settings},
};
use tracing_subscriber::{layer::SubscriberExt, util::SubscriberInitExt};

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => return cli::trouble(&cli::usage(&error)),
        Err(help) => {
            let _ = help.print();
            return ExitCode::SUCCESS;
        }
    };
    let log = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    tracing_subscriber::registry().with(log).with(cli.verbosity.filter()).init();
    if let Some(command) = &cli.command {
        return cli::run(command, &cli.connection, cli.verbosity);
    }
    match window(&cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => cli::trouble(&sentence),
    }
}

fn window(cli: &Cli) -> Result<(), String> {
    let (link, refused) = destination(cli)?;
    let connection = &cli.connection;
    connection.check().map_err(|error| error.to_string())?;
    let options = app::Options {
        demo: connection.demo,
        account: connection.account.clone().unwrap_or_default(),
        chosen: connection.account.clone().filter(|_| connection.names_only_account()),
        connect: connection.connect.clone().unwrap_or_default(),
        tls: connection.tls(),
        ca_file: connection.ca.clone(),
        pins: connection.pin.clone(),
        anonymous: connection.anonymous,
        component: connection.component.clone(),
        from: connection.from.clone(),
        timeout: connection.timeout.0,
        request: link.as_ref().and_then(|link| link.request),
        address: link.map(|link| link.address),
        refused,
        appearance: cli.theme.map(appearance),
        text_size: cli.text_size.map(TextSize::of),
        contrast: cli.contrast.map(|contrast| match contrast {
            cli::Contrast::Usual => Contrast::Usual,
            cli::Contrast::High => Contrast::High,
        }),
        open: cli.open.iter().map(|path| std::path::absolute(path).unwrap_or_else(|_| path.clone())).collect(),
        chooser: app::files::Chooser::default(),
        store: recent::Store::of_user(),
        kept: kept(),
        ourselves: ourselves::Store::of_user(),
    };
    app::run(options).map_err(|error| error.to_string())
}

/// Where the window is to lead, and why a link is not followed. Links come from elsewhere, often without a terminal to
/// complain to: one that is refused opens the window all the same, which says why.
fn destination(cli: &Cli) -> Result<(Option<Link>, Option<String>), String> {
    let Some(written) = cli.address.as_deref() else { return Ok((None, None)) };
    if !is_link(written) {
        let address = Address::typed(written, cli.node.as_deref().unwrap_or_default());
        return address.map(|address| (Some(Link::to(address)), None)).map_err(|error| error.to_string());
    }
    if cli.node.is_some() {
        return Err("A link brings its own node; leave out the one after it.".to_owned());
    }
    Ok(match Link::parse(written) {
        Ok(link) => (Some(link), None),
        Err(error) => (None, Some(error.to_string())),
    })
}

/// What was kept of the last run; read before there is a window that could wait for it.
fn kept() -> app::profile::Kept {
    let store = settings::Store::of_user();
    let loaded = store.as_ref().map(settings::Store::load).unwrap_or_default();
    app::profile::Kept { store, loaded, keyring: Keyring::of_system() }
}

fn appearance(wanted: cli::Appearance) -> Appearance {
    match wanted {
        cli::Appearance::System => Appearance::System,
        cli::Appearance::Light => Appearance::Light,
        cli::Appearance::Dark => Appearance::Dark,
    }
}
