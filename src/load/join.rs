//! How two lines of one paragraph are joined.
//!
//! Knows single characters only, nothing of blocks.

use unicode_width::UnicodeWidthChar;

/// What stands for the line end between two characters of one paragraph: nothing between two East Asian ones, a space
/// otherwise (CSS Text 4, "segment break transformation rules"). Korean is written with spaces, so Hangul takes one.
#[must_use]
pub(super) fn joint(before: char, after: char) -> &'static str {
    if before.is_whitespace()
        || after.is_whitespace()
        || (is_unspaced(before) && is_unspaced(after))
    {
        ""
    } else {
        " "
    }
}

/// Joins lines into one paragraph.
#[must_use]
pub(super) fn join<'a>(lines: impl IntoIterator<Item = &'a str>) -> String {
    let mut joined = String::new();
    for line in lines {
        let line = line.trim();
        if let (Some(before), Some(after)) = (joined.chars().next_back(), line.chars().next()) {
            joined.push_str(joint(before, after));
        }
        joined.push_str(line);
    }
    joined
}

/// Whether a character is of a script set without spaces: ideographs, kana, and the full-width signs among them.
fn is_unspaced(c: char) -> bool {
    let hangul = matches!(c, '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' | '\u{A960}'..='\u{A97F}'
        | '\u{AC00}'..='\u{D7FF}' | '\u{FFA0}'..='\u{FFDC}');
    let east_asian = matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}'
        | '\u{FF00}'..='\u{FF9F}' | '\u{1B000}'..='\u{1B16F}' | '\u{20000}'..='\u{3FFFF}');
    let half_width_kana = matches!(c, '\u{FF61}'..='\u{FF9F}');
    east_asian && !hangul && (half_width_kana || c.width() == Some(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn japanese_and_chinese_take_no_space_and_others_one() {
        assert_eq!(
            join(["仮想化をめぐる", "争いが続く。", "「はい」"]),
            "仮想化をめぐる争いが続く。「はい」"
        );
        assert_eq!(join(["微软与", "红帽"]), "微软与红帽");
        assert_eq!(
            join(["가상화 시장을", "개척했다"]),
            "가상화 시장을 개척했다"
        );
        assert_eq!(join(["two ", " words"]), "two words");
        assert_eq!(join(["提携した", "VMwareは"]), "提携した VMwareは");
    }
}
