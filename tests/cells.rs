//! The cells the text room counts are those the drawing library counts.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use counterpoint::text::cells::{Ambiguous, graphemes, width};
use proptest::prelude::*;
use ratatui::buffer::CellWidth;

/// The two agree on every grapheme that is not forced.
fn agree(text: &str) -> Result<(), TestCaseError> {
    for ambiguous in [Ambiguous::Narrow, Ambiguous::Wide] {
        for g in graphemes(text, ambiguous) {
            let counted = g.shown.as_ref().cell_width();
            if g.forced {
                prop_assert!(ambiguous == Ambiguous::Wide && g.cells.0 > counted, "{g:?}");
            } else {
                prop_assert_eq!(g.cells.0, counted, "{:?}", g);
            }
        }
    }
    Ok(())
}

#[test]
fn every_character_alone_is_counted_alike() {
    for c in (0..=0x10_FFFF).filter_map(char::from_u32) {
        agree(c.encode_utf8(&mut [0; 4])).unwrap();
    }
}

#[test]
fn every_character_after_a_letter_of_each_script_is_counted_alike() {
    for c in (0..=0x2_FFFF).filter_map(char::from_u32) {
        for base in ["a", "漢", "か", "ｶ", "가", "👩", "1", "क"] {
            agree(&format!("{base}{c}")).unwrap();
        }
    }
}

#[test]
fn a_plain_text_is_as_wide_as_its_graphemes() {
    for text in [
        "plain text",
        "マイクロソフトは、",
        "그러나 마이크로소프트는",
        "“微软”……",
    ] {
        let sum: usize = graphemes(text, Ambiguous::Narrow)
            .map(|g| usize::from(g.shown.as_ref().cell_width()))
            .sum();
        assert_eq!(width(text, Ambiguous::Narrow), sum);
    }
}

proptest! {
    #[test]
    fn random_text_is_counted_alike(text in any::<String>()) {
        agree(&text)?;
    }

    #[test]
    fn random_clusters_are_counted_alike(text in "[aé漢かｶﾞﾟ가ᄀ\u{1161}\u{11A8}\u{301}\u{3099}\u{200D}\u{FE0F}\u{20E3}👩❤🏽🇯🇵कत\u{94D}\u{93F}]{1,12}") {
        agree(&text)?;
    }
}
