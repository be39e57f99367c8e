//! Statistics on scores: quantiles, standard errors, intervals.

pub mod influence;
pub mod interval;
pub mod student;
