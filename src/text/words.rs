//! Words by UAX #29, in Chinese and Japanese by dictionary.

use std::sync::LazyLock;

use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};

static SEGMENTER: LazyLock<WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()));

/// The byte offsets of the word boundaries of a text in order, its start and end among them.
#[must_use]
pub fn boundaries(text: &str) -> Vec<usize> {
    SEGMENTER.segment_str(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_and_japanese_fall_into_dictionary_words() {
        let words = |text: &str| {
            let at = boundaries(text);
            at.windows(2)
                .map(|pair| text[pair[0]..pair[1]].to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            words("微软发布虚拟化服务"),
            ["微软", "发布", "虚拟", "化", "服务"]
        );
        assert_eq!(words("東京の会議"), ["東京", "の", "会議"]);
    }
}
