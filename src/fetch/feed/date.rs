//! Dates as feeds write them.

use crate::load::foreign;
use crate::news::date::Date;
use crate::text::months::month;

/// Reads a date of a feed: what front matter may say, and further the forms that feeds alone have: years of two digits
/// (RFC 822), zones without a known name, `24:00`, seconds since 1970. `None` where there is no day in it.
pub(super) fn parse(text: &str) -> Option<Date> {
    let text = text.trim();
    if text.is_empty() || text.len() > 100 {
        return None;
    }
    foreign::date(text)
        .or_else(|| seconds(text))
        .or_else(|| foreign::date(&long_year(text)))
        .or_else(|| foreign::date(&text.replacen(" 24:", " 00:", 1)))
        .or_else(|| without_end(text))
}

/// Seconds since 1970, or milliseconds, as programs write them that know no better.
fn seconds(text: &str) -> Option<Date> {
    let number: i64 = text.parse().ok()?;
    let seconds = match text.len() {
        9 | 10 => number,
        13 => number / 1000,
        _ => return None,
    };
    let time = chrono::DateTime::from_timestamp(seconds, 0)?;
    foreign::date(&time.to_rfc3339())
}

/// The text with the year of two digits after a month's name written in full (RFC 2822 section 4.3: up to 49 it is of
/// this century).
fn long_year(text: &str) -> String {
    let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    for at in 1..words.len() {
        let before = words[at - 1].to_lowercase();
        let year = Some(&words[at]).filter(|year| year.len() == 2);
        let Some(year) = year.and_then(|year| year.parse::<u16>().ok()) else {
            continue;
        };
        if month(&before).is_some() {
            let century = if year < 50 { 2000 } else { 1900 };
            words[at] = (century + year).to_string();
        }
    }
    words.join(" ")
}

/// What can be read when words are left out from the end, and then from the start: a zone that nobody knows, a weekday
/// in a language that nobody guessed.
fn without_end(text: &str) -> Option<Date> {
    let words: Vec<&str> = text.split_whitespace().collect();
    for end in (1..words.len()).rev() {
        if let Some(date) = foreign::date(&long_year(&words[..end].join(" "))) {
            return Some(date);
        }
    }
    let (first, rest) = text.split_once([',', ' '])?;
    let is_word = first.chars().all(|c| c.is_alphabetic() || c == '.');
    is_word.then(|| parse(rest)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_that_feeds_have_are_read() {
        for (text, expected) in [
            ("Tue, 07 May 2019 08:30:00 GMT", "2019-05-07T08:30:00Z"),
            ("Wed, 07 May 2019 08:30:00 JST", "2019-05-07T08:30:00+09:00"),
            ("2019-05-07 08:30:00 KST", "2019-05-07T08:30:00+09:00"),
            ("07 May 19 08:30 +0900", "2019-05-07T08:30:00+09:00"),
            ("Tue, 07 May 19 08:30:00 XYZT", "2019-05-07T08:30:00"),
            ("2019年5月7日", "2019-05-07"),
            ("2019-05-07T08:30:00.123456Z", "2019-05-07T08:30:00Z"),
            ("Tue, 07 May 2019 24:00:00 GMT", "2019-05-07T00:00:00Z"),
            (
                "Dienstag, 07 May 2019 08:30:00 +0200",
                "2019-05-07T08:30:00+02:00",
            ),
            ("1557217800", "2019-05-07T08:30:00Z"),
            ("1557217800000", "2019-05-07T08:30:00Z"),
        ] {
            let date = parse(text).map(|date| date.to_string());
            assert_eq!(date.as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_names_no_day_is_no_date() {
        for text in [
            "",
            "yesterday",
            "2019-02-30",
            "soon, very soon",
            "99",
            &"9 ".repeat(90),
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
