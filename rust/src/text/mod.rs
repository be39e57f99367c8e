//! Texts: white space, tokens, n-grams, normalisation and extraction of answers.

pub mod answers;
pub mod case;
pub mod chars;
pub mod edit_distance;
pub mod extract;
pub mod instructions;
pub mod intern;
pub mod json;
pub mod language;
pub mod mlqa;
pub mod ngrams;
pub mod normalizer;
pub mod porter;
pub mod rouge_tokens;
pub mod sentences;
pub mod shifts;
pub mod space;
pub mod squad;
pub mod subsequence;
pub mod tags;
pub mod tercom;
pub mod tokenize;
pub mod words;
