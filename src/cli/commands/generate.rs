//! `steepest completions`: what a shell completes, and the manual page.

use clap::{Args, ValueEnum};

use crate::cli::error::CliError;
use crate::cli::output::print;

#[derive(Debug, Args)]
pub(crate) struct CompletionsArguments {
    /// The shell, or man for the manual page
    #[arg(value_enum)]
    what: What,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum What {
    Bash,
    Elvish,
    Fish,
    #[value(name = "powershell")]
    PowerShell,
    Zsh,
    Man,
}

/// Writes the script or the page of `command`, the whole command line.
pub(crate) fn run(arguments: &CompletionsArguments, mut command: clap::Command) -> Result<(), CliError> {
    use clap_complete::Shell;
    let shell = match arguments.what {
        What::Bash => Shell::Bash,
        What::Elvish => Shell::Elvish,
        What::Fish => Shell::Fish,
        What::PowerShell => Shell::PowerShell,
        What::Zsh => Shell::Zsh,
        What::Man => {
            let mut page = Vec::new();
            clap_mangen::Man::new(command).render(&mut page)?;
            return Ok(print(&String::from_utf8_lossy(&page))?);
        }
    };
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "steepest", &mut script);
    Ok(print(&String::from_utf8_lossy(&script))?)
}
