//! Texts: white space, tokens, n-grams, normalisation and extraction of answers.

pub mod case;
pub mod chars;
pub mod extract;
pub mod intern;
pub mod ngrams;
pub mod space;
pub mod squad;
pub mod tokenize;
