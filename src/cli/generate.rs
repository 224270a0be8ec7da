//! `steepest completions`: what a shell completes, and the manual page.

use clap::{Args, CommandFactory, ValueEnum};

use super::output::print;
use super::{Cli, CliError};

#[derive(Debug, Args)]
pub(super) struct CompletionsArguments {
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

pub(super) fn run(arguments: &CompletionsArguments) -> Result<(), CliError> {
    use clap_complete::Shell;
    let shell = match arguments.what {
        What::Bash => Shell::Bash,
        What::Elvish => Shell::Elvish,
        What::Fish => Shell::Fish,
        What::PowerShell => Shell::PowerShell,
        What::Zsh => Shell::Zsh,
        What::Man => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Cli::command()).render(&mut page)?;
            return Ok(print(&String::from_utf8_lossy(&page))?);
        }
    };
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "steepest", &mut script);
    Ok(print(&String::from_utf8_lossy(&script))?)
}
