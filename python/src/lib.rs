//! What the Python package `steepest` asks of the library: numbers in and out as NumPy arrays, pictures as pixels.
//!
//! The package's own files, in `steepest/`, are what a user sees; they call this module, which holds no interface of its own.
//! Whatever takes long runs on another thread without the interpreter's lock (`call.rs`).

mod call;
mod error;
mod evaluate;
mod explore;
mod field;
mod picture;
mod scene;
mod search;

use pyo3::prelude::*;

#[pymodule]
fn _steepest(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("GpuError", module.py().get_type::<error::GpuError>())?;
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<field::Core>()?;
    module.add_class::<scene::Scene>()?;
    module.add_class::<explore::SessionCore>()?;
    module.add_function(wrap_pyfunction!(explore::shown, module)?)?;
    module.add_function(wrap_pyfunction!(field::catalogue, module)?)?;
    module.add_function(wrap_pyfunction!(field::optimizers, module)?)?;
    module.add_function(wrap_pyfunction!(scene::keywords, module)?)?;
    module.add_function(wrap_pyfunction!(scene::nearest, module)?)?;
    module.add_function(wrap_pyfunction!(scene::table, module)?)?;
    module.add_function(wrap_pyfunction!(search::descend, module)?)?;
    module.add_function(wrap_pyfunction!(search::critical_points, module)?)?;
    module.add_function(wrap_pyfunction!(search::basins, module)?)?;
    module.add_function(wrap_pyfunction!(search::fate, module)?)?;
    module.add_function(wrap_pyfunction!(picture::render, module)?)?;
    module.add_function(wrap_pyfunction!(picture::save, module)?)?;
    module.add_function(wrap_pyfunction!(picture::png, module)?)?;
    module.add_function(wrap_pyfunction!(picture::animate, module)?)?;
    module.add_function(wrap_pyfunction!(picture::notes, module)?)?;
    module.add_function(wrap_pyfunction!(picture::adapters, module)?)?;
    Ok(())
}
