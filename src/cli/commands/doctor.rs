//! `steepest doctor`: which adapter is used and why.

use std::collections::BTreeMap;

use clap::Args;
use serde::Serialize;

use crate::cli::error::CliError;
use crate::cli::format::Printed;
use crate::cli::output::{print, print_json};
use steepest::gpu::{AdapterSummary, Gpu, GpuError, adapters, variables};

#[derive(Debug, Args)]
pub(crate) struct DoctorArguments {
    /// How to print
    #[arg(long, value_enum, default_value_t = Printed::Text)]
    format: Printed,
}

#[derive(Debug, Serialize)]
struct Report {
    adapters: Vec<AdapterSummary>,
    /// What chooses an adapter in the environment, by name.
    environment: BTreeMap<&'static str, Option<String>>,
    used: Option<String>,
    why: String,
}

pub(crate) fn run(arguments: &DoctorArguments) -> Result<(), CliError> {
    let report = report();
    match arguments.format {
        Printed::Json => print_json(&report)?,
        Printed::Text => print(&text(&report))?,
    }
    match report.used {
        Some(_) => Ok(()),
        None => Err(CliError::Failed(report.why)),
    }
}

fn report() -> Report {
    let adapters = adapters();
    let environment = BTreeMap::from(variables());
    match Gpu::open(None) {
        Ok(gpu) => {
            let named = environment.iter().find(|(variable, value)| variable.contains("NAME") && value.is_some());
            let why = match (named, adapters.len(), gpu.adapter.kind) {
                (Some((variable, _)), ..) => format!("{variable} names it"),
                (None, 1, "software") => "it is the only adapter; it computes on the CPU".to_owned(),
                (None, 1, _) => "it is the only adapter".to_owned(),
                (None, _, kind) => format!("{kind} adapters come first; another one is chosen with --adapter NAME"),
            };
            Report { used: Some(gpu.adapter.name.clone()), why, adapters, environment }
        }
        Err(error) => {
            let conforms = match error {
                // WSL2's driver is one of those.
                GpuError::NoAdapter => {
                    "; WGPU_ALLOW_UNDERLYING_NONCOMPLIANT_ADAPTER=1 lets drivers in that do not claim to conform"
                }
                _ => "",
            };
            let why = format!("{}{conforms}", CliError::from(error).message());
            Report { used: None, why, adapters, environment }
        }
    }
}

fn text(report: &Report) -> String {
    let mut text = String::new();
    for adapter in &report.adapters {
        text += &format!(
            "{}\n  backend          {}\n  type             {}\n  driver           {}\n  largest picture  {} pixels per side\n  largest binding  {} MiB\n  largest buffer   {} MiB\n",
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
        text += "\nenvironment\n";
        for (variable, value) in &report.environment {
            text += &format!("  {variable:<44}{}\n", value.as_deref().unwrap_or("not set"));
        }
        text += &format!("\nused: {used}: {}\n", report.why);
    }
    text
}
