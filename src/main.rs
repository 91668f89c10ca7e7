//! The program: reads the command line and opens the window or answers headless.

use std::process::ExitCode;

use clap::Parser;
use discoscope::{
    app,
    app::theme::Appearance,
    cli::{self, Cli},
    disco::address::Address,
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
    let address = cli.address.as_deref().map(|jid| Address::typed(jid, cli.node.as_deref().unwrap_or_default()));
    let connection = &cli.connection;
    connection.check().map_err(|error| error.to_string())?;
    let options = app::Options {
        demo: connection.demo,
        account: connection.account.clone().unwrap_or_default(),
        connect: connection.connect.clone().unwrap_or_default(),
        tls: connection.tls(),
        ca_file: connection.ca.clone(),
        pins: connection.pin.clone(),
        anonymous: connection.anonymous,
        component: connection.component.clone(),
        from: connection.from.clone(),
        timeout: connection.timeout.0,
        address: address.transpose().map_err(|error| error.to_string())?,
        appearance: cli.theme.map(appearance),
        open: cli.open.iter().map(|path| std::path::absolute(path).unwrap_or_else(|_| path.clone())).collect(),
        chooser: app::files::Chooser::default(),
        store: recent::Store::of_user(),
        kept: kept(),
        ourselves: ourselves::Store::of_user(),
    };
    app::run(options).map_err(|error| error.to_string())
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
