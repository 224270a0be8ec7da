//! stub
#![allow(missing_docs)]
use super::samples::Samples;
use std::path::Path;
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    Lower,
    Upper,
}
#[derive(Debug, thiserror::Error)]
#[error("stub")]
pub struct ReadError;
pub struct Grid;
impl Grid {
    pub fn into_samples(self, _o: Option<Origin>, _p: &Path) -> Result<Samples, ReadError> {
        Err(ReadError)
    }
}
pub fn read_grid(_path: &Path, _key: Option<&str>) -> Result<Grid, ReadError> {
    Err(ReadError)
}
