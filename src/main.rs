//! The program: reads the command line and opens the window or answers headless.

use std::process::ExitCode;

use clap::Parser;
use discoscope::cli::{self, Cli};

fn main() -> ExitCode {
    let cli = Cli::parse();
    tracing_subscriber::fmt().with_max_level(cli.verbosity.level()).with_writer(std::io::stderr).init();
    match &cli.command {
        Some(command) => cli::run(command, &cli.connection),
        None => ExitCode::SUCCESS,
    }
}
