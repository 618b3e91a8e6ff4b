//! Dates as people and programs write them.
//!
//! Knows no file and no clock: what a text does not say stays unknown.

mod cursor;

use unicode_normalization::UnicodeNormalization;

use self::cursor::{Cursor, tokens};
use crate::news::date::Date;

/// Reads a date: RFC 3339 and its looser forms (`2009-02-04 10:04`), RFC 2822 with or without the weekday,
/// `2019/05/07`, `2019.05.07`, `2019. 5. 7.`, `2019年5月7日`, `2019년 5월 7일`, `May 7, 2019`, `20190507`, each with or
/// without a time. `None` for anything else and for days that no calendar has.
#[must_use]
pub(super) fn parse(text: &str) -> Option<Date> {
    let plain: String = text.nfkc().collect::<String>().to_lowercase();
    let tokens = tokens(&without_brackets(&plain))?;
    let mut rest = Cursor::new(&tokens);
    rest.skip_weekday();
    let (year, month, day) = rest.day()?;
    let time = if rest.is_done() {
        None
    } else {
        Some(rest.time()?)
    };
    rest.is_done().then_some(())?;
    valid_day(year, month, day).then_some(Date {
        year,
        month,
        day,
        time,
    })
}

/// The date a file name begins with, `2019-05-07`, unless a further digit or letter follows it at once.
#[must_use]
pub(super) fn of_file_name(name: &str) -> Option<Date> {
    let head = name.get(..10)?;
    let digits_and_hyphens = head.bytes().enumerate().all(|(at, b)| {
        if at == 4 || at == 7 {
            b == b'-'
        } else {
            b.is_ascii_digit()
        }
    });
    let ends = name
        .get(10..)?
        .chars()
        .next()
        .is_none_or(|c| !c.is_alphanumeric());
    (digits_and_hyphens && ends).then(|| parse(head)).flatten()
}

fn valid_day(year: i16, month: u8, day: u8) -> bool {
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    year > 0 && (1..=days).contains(&day)
}

/// The text without what stands in round brackets: weekdays (`(火)`, `(화)`) and RFC 2822 comments.
fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' if depth > 0 => {
                depth -= 1;
                kept.push(' ');
            }
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        parse(text).map(|date| date.to_string())
    }

    #[test]
    fn every_form_of_a_day_is_read() {
        for text in [
            "2019-05-07",
            "2019/05/07",
            "2019/5/7",
            "2019.05.07",
            "2019. 5. 7.",
            "2019年5月7日",
            "2019年 5月 7日（火）",
            "２０１９年５月７日",
            "2019년 5월 7일",
            "2019년 5월 7일 (화)",
            "2019年5月7号",
            "7 May 2019",
            "07-May-2019",
            "May 7, 2019",
            "May 7th, 2019",
            "Tue, 7 May 2019",
            "20190507",
        ] {
            assert_eq!(shown(text).as_deref(), Some("2019-05-07"), "{text}");
        }
    }

    #[test]
    fn every_form_of_a_time_is_read() {
        for (text, expected) in [
            ("2009-02-04 10:04:00", "2009-02-04T10:04:00"),
            ("2009-02-04 10:04", "2009-02-04T10:04:00"),
            ("2009-02-04T10:04:00Z", "2009-02-04T10:04:00Z"),
            ("2009-02-04t10:04:00.125+09:00", "2009-02-04T10:04:00+09:00"),
            ("2009-02-04 10:04:00 +0900", "2009-02-04T10:04:00+09:00"),
            ("2009-02-04 10:04 KST", "2009-02-04T10:04:00+09:00"),
            ("2009-02-04T10:04:60-03:30", "2009-02-04T10:04:59-03:30"),
            (
                "Tue, 16 Apr 2019 08:30:00 -0400",
                "2019-04-16T08:30:00-04:00",
            ),
            ("16 Apr 2019 08:30 EDT", "2019-04-16T08:30:00-04:00"),
            ("16 Apr 2019 08:30:00 +0000 (UTC)", "2019-04-16T08:30:00Z"),
            ("Apr 16, 2019 8:30 PM", "2019-04-16T20:30:00"),
            ("2019年5月7日 午後3時5分", "2019-05-07T15:05:00"),
            ("2019년 5월 7일 오전 12:10", "2019-05-07T00:10:00"),
            ("2019年5月7日 10:04", "2019-05-07T10:04:00"),
            ("2019. 5. 7. 10:04", "2019-05-07T10:04:00"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "yesterday",
            "2019",
            "2019-13-01",
            "2019-02-29",
            "2019-04-31",
            "0000-01-01",
            "2019-05-07 25:00",
            "2019-05-07 10:61",
            "2019-05-07 and more",
            "2019-05/07",
            "19-05-07",
            "2019年5月",
            "13:00",
            "2019-05-07T10:04:00+99:00",
            "99999999999999999999999999",
            "Mayhem 7, 2019",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
        assert_eq!(shown(&"1 ".repeat(10_000)), None);
        assert_eq!(shown("2020-02-29").as_deref(), Some("2020-02-29"));
    }

    #[test]
    fn a_file_name_gives_the_date_it_begins_with() {
        let day = |name| of_file_name(name).map(Date::day);
        assert_eq!(day("2019-05-07-handshake").as_deref(), Some("2019-05-07"));
        assert_eq!(day("2019-05-07").as_deref(), Some("2019-05-07"));
        assert_eq!(day("2019-05-07 握手").as_deref(), Some("2019-05-07"));
        assert_eq!(day("2019-05-071"), None);
        assert_eq!(day("2019-15-07-x"), None);
        assert_eq!(day("握手握手握手握手"), None);
        assert_eq!(day("on-2019-05-07"), None);
    }
}
