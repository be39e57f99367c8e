//! Errors of the core as `llmsite.errors.ScoringError` with one fault.

use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::error::Error;

mod imported {
    pyo3::import_exception!(llmsite.errors, ScoringError);
}

/// The exception that stands for an error of the core.
pub fn raise(py: Python<'_>, error: &Error) -> PyErr {
    match fault(py, error) {
        Ok(fault) => imported::ScoringError::new_err(fault),
        Err(error) => error,
    }
}

fn fault(py: Python<'_>, error: &Error) -> PyResult<Py<PyAny>> {
    let words = PyDict::new(py);
    words.set_item("fix", error.fix())?;
    let fault = py.import("llmsite.errors")?.getattr("Fault")?;
    Ok(fault.call((error.problem(),), Some(&words))?.unbind())
}
