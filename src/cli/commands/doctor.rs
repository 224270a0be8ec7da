//! `steepest doctor`: which adapter is used and why.

use clap::Args;
use serde::Serialize;

use crate::cli::error::CliError;
use crate::cli::format::Format;
use crate::cli::output::{print, print_json};
use steepest::gpu::{AdapterSummary, Gpu, adapters, install_hint};

#[derive(Debug, Args)]
pub(crate) struct DoctorArguments {
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Serialize)]
struct Report {
    adapters: Vec<AdapterSummary>,
    used: Option<String>,
    why: String,
}

pub(crate) fn run(arguments: &DoctorArguments) -> Result<(), CliError> {
    let report = report();
    match arguments.format {
        Format::Json => print_json(&report)?,
        Format::Text => print(&text(&report))?,
        Format::Csv => {
            return Err(CliError::Usage("doctor prints text or JSON; give --format text or json".to_owned()));
        }
    }
    match report.used {
        Some(_) => Ok(()),
        None => Err(CliError::Failed(report.why)),
    }
}

fn report() -> Report {
    let adapters = adapters();
    let Some(first) = adapters.first() else {
        return Report { adapters, used: None, why: format!("no GPU adapter was found; {}", install_hint()) };
    };
    match Gpu::open(None) {
        Ok(gpu) => {
            let why = match (adapters.len(), first.kind) {
                (1, "software") => "it is the only adapter; it computes on the CPU".to_owned(),
                (1, _) => "it is the only adapter".to_owned(),
                (_, kind) => format!("{kind} adapters come first; another one is chosen with --adapter NAME"),
            };
            Report { used: Some(gpu.adapter.name.clone()), why, adapters }
        }
        Err(error) => Report { used: None, why: CliError::from(error).message(), adapters },
    }
}

fn text(report: &Report) -> String {
    let mut text = String::new();
    for adapter in &report.adapters {
        text += &format!(
            "{}\n  backend          {}\n  type             {}\n  driver           {}\n  largest picture  {} pixels a side\n  largest binding  {} MiB\n  largest buffer   {} MiB\n",
            adapter.name,
            adapter.backend,
            adapter.kind,
            adapter.driver,
            adapter.max_texture_side,
            adapter.max_storage_binding >> 20,
            adapter.max_buffer >> 20,
        );
    }
    if let Some(used) = &report.used {
        text += &format!("\nused: {used}: {}\n", report.why);
    }
    text
}
