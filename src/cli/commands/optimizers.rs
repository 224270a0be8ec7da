//! `steepest optimizers`: the rules and their defaults.

use std::collections::BTreeMap;

use clap::Args;
use serde::Serialize;

use crate::cli::error::CliError;
use crate::cli::format::Format;
use crate::cli::output::{print, print_json};
use steepest::descent::{OptimizerError, Rule};
use steepest::words::short;

#[derive(Debug, Args)]
pub(crate) struct OptimizersArguments {
    /// Only this optimizer
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// What acts on every rule, and where it differs from what PyTorch does.
const CONDITIONS: &str = "
Options that are 0 are off; nesterov, centered, amsgrad and decoupled_weight_decay are on where they are 1.
--schedule multiplies lr as PyTorch's StepLR, ExponentialLR and CosineAnnealingLR do, step by step; a cosine rises again
after its end. It scales every step of rprop, whose lr PyTorch reads before the first step alone.
--clip shortens a longer gradient to exactly that length; PyTorch's clip_grad_norm_ makes it length/(norm + 1e-6) of itself.
--ascend is PyTorch's maximize.
";

#[derive(Debug, Serialize)]
struct Row<'a> {
    name: &'a str,
    summary: &'a str,
    parameters: &'a BTreeMap<String, f64>,
    rule: String,
}

pub(crate) fn run(arguments: &OptimizersArguments) -> Result<(), CliError> {
    let rules = match &arguments.name {
        None => Rule::catalogue(),
        Some(name) => Rule::find(name).map(|rule| vec![rule]),
    };
    let rules = rules.map_err(OptimizerError::from)?;
    let rows: Vec<Row<'_>> = rules.iter().map(row).collect();
    match arguments.format {
        Format::Json => print_json(&rows)?,
        Format::Csv => {
            let lines = rows.iter().map(|row| format!("{},{},\"{}\"\n", row.name, defaults(row, ";"), row.rule));
            print(&format!("name,parameters,rule\n{}", lines.collect::<String>()))?;
        }
        Format::Text => print(&(rows.iter().map(long).collect::<String>() + CONDITIONS))?,
    }
    Ok(())
}

fn row(rule: &Rule) -> Row<'_> {
    let lines: Vec<&str> = rule.source.split_whitespace().collect();
    Row { name: &rule.name, summary: &rule.summary, parameters: &rule.parameters, rule: lines.join(" ") }
}

fn defaults(row: &Row<'_>, between: &str) -> String {
    let pairs: Vec<String> = row.parameters.iter().map(|(name, value)| format!("{name}={}", short(*value))).collect();
    pairs.join(between)
}

fn long(row: &Row<'_>) -> String {
    format!("{:<12} {}\n{:13}{}\n{:13}{}\n", row.name, row.summary, "", defaults(row, "  "), "", row.rule)
}
