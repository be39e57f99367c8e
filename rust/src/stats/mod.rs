//! Statistics on scores: distributions, intervals, tests, ranks, aggregates.

pub mod accelerated;
pub mod aggregate;
pub mod compare;
pub mod comparison;
pub mod distribution;
pub mod front;
pub mod influence;
pub mod integrity;
pub mod interval;
pub mod items;
pub mod multiple;
pub mod paired;
pub mod ranks;
pub mod resample;
pub mod rng;
pub mod sacrebleu;
pub mod summary;
pub mod variation;
