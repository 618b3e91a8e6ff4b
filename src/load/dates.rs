//! Dates as people and programs write them.
//!
//! Knows no file and no clock: what a text does not say stays unknown.

use unicode_normalization::UnicodeNormalization;

use crate::news::date::{Date, Time};

/// The months' first three letters, as RFC 2822 writes them.
const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// Zones by name with their minutes ahead of UTC: RFC 2822 section 4.3, and Japan's and Korea's.
const ZONES: [(&str, i16); 13] = [
    ("z", 0),
    ("ut", 0),
    ("utc", 0),
    ("gmt", 0),
    ("est", -300),
    ("edt", -240),
    ("cst", -360),
    ("cdt", -300),
    ("mst", -420),
    ("mdt", -360),
    ("pst", -480),
    ("pdt", -420),
    ("jst", 540),
];

/// Reads a date: RFC 3339 and its looser forms (`2009-02-04 10:04`), RFC 2822 with or without the weekday,
/// `2019/05/07`, `2019.05.07`, `2019. 5. 7.`, `2019年5月7日`, `2019년 5월 7일`, `May 7, 2019`, `20190507`, each with or
/// without a time. `None` for anything else and for days that no calendar has.
#[must_use]
pub(super) fn parse(text: &str) -> Option<Date> {
    let plain: String = text.nfkc().collect::<String>().to_lowercase();
    let tokens = tokens(&without_brackets(&plain))?;
    let mut rest = Cursor {
        tokens: &tokens,
        at: 0,
    };
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

/// A number, a word or a sign of a date.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    /// Digits, with how many there were.
    Number(u64, usize),
    /// Letters of one script.
    Word(String),
    /// Anything else that is not white space.
    Sign(char),
}

/// The tokens of a date; `None` where the text is too long to be one.
fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut found = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        let same: fn(&char) -> bool = if c.is_ascii_digit() {
            char::is_ascii_digit
        } else if c.is_ascii_alphabetic() {
            char::is_ascii_alphabetic
        } else if c.is_alphabetic() {
            |c| c.is_alphabetic() && !c.is_ascii()
        } else {
            found.push(Token::Sign(c));
            continue;
        };
        let mut run = String::from(c);
        while let Some(next) = chars.next_if(same) {
            run.push(next);
        }
        found.push(if c.is_ascii_digit() {
            Token::Number(run.parse().ok()?, run.len())
        } else {
            Token::Word(run)
        });
        if found.len() > 32 {
            return None;
        }
    }
    Some(found)
}

/// Reads tokens from the left.
struct Cursor<'a> {
    tokens: &'a [Token],
    at: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn is_done(&self) -> bool {
        self.at >= self.tokens.len()
    }

    fn sign(&mut self, any_of: &str) -> Option<char> {
        match self.peek() {
            Some(Token::Sign(c)) if any_of.contains(*c) => {
                let c = *c;
                self.at += 1;
                Some(c)
            }
            _ => None,
        }
    }

    fn word(&mut self, any_of: &[&str]) -> bool {
        let hit = matches!(self.peek(), Some(Token::Word(word)) if any_of.contains(&word.as_str()));
        self.at += usize::from(hit);
        hit
    }

    fn number<T: TryFrom<u64>>(&mut self, digits: std::ops::RangeInclusive<usize>) -> Option<T> {
        match self.peek() {
            Some(Token::Number(value, count)) if digits.contains(count) => {
                let value = T::try_from(*value).ok()?;
                self.at += 1;
                Some(value)
            }
            _ => None,
        }
    }

    fn month_name(&mut self) -> Option<u8> {
        let Some(Token::Word(word)) = self.peek() else {
            return None;
        };
        let at = MONTHS.iter().position(|name| {
            word.starts_with(name) && (word.len() == 3 || word == "sept" || is_long_month(word))
        })?;
        self.at += 1;
        self.sign(".");
        u8::try_from(at + 1).ok()
    }

    fn skip_weekday(&mut self) {
        const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let hit = matches!(self.peek(), Some(Token::Word(word)) if DAYS.iter().any(|day| word.starts_with(day)));
        if hit {
            self.at += 1;
            self.sign(".");
            self.sign(",");
        }
    }

    fn day(&mut self) -> Option<(i16, u8, u8)> {
        if let Some(month) = self.month_name() {
            let day = self.number(1..=2)?;
            self.word(&["st", "nd", "rd", "th"]);
            self.sign(",");
            return Some((self.number(4..=4)?, month, day));
        }
        if let Some(day) = self.number::<u8>(1..=2) {
            self.sign("-");
            let month = self.month_name()?;
            self.sign("-,");
            return Some((self.number(4..=4)?, month, day));
        }
        if let Some(whole) = self.number::<u32>(8..=8) {
            let part = |value: u32| u8::try_from(value % 100).ok();
            let year = i16::try_from(whole / 10_000).ok()?;
            return Some((year, part(whole / 100)?, part(whole)?));
        }
        let year = self.number(4..=4)?;
        if self.word(&["年", "년"]) {
            let month = self.number(1..=2)?;
            self.word(&["月", "월"]).then_some(())?;
            let day = self.number(1..=2)?;
            self.word(&["日", "일", "号", "號"]).then_some(())?;
            return Some((year, month, day));
        }
        let sign = self.sign("-/.")?;
        let month = self.number(1..=2)?;
        self.sign(&sign.to_string())?;
        let day = self.number(1..=2)?;
        if sign == '.' {
            self.sign(".");
        }
        Some((year, month, day))
    }

    fn time(&mut self) -> Option<Time> {
        self.sign(",");
        self.word(&["t"]);
        let early = self.word(&["午前", "오전", "上午"]);
        let late = self.word(&["午後", "午后", "오후", "下午"]);
        let mut hour: u8 = self.number(1..=2)?;
        let mut second = 0;
        let minute = if self.word(&["時", "时", "시"]) {
            let minute = self.number(1..=2).unwrap_or(0);
            self.word(&["分", "분"]);
            minute
        } else {
            self.sign(":")?;
            let minute: u8 = self.number(2..=2)?;
            if self.sign(":").is_some() {
                second = self.number(2..=2)?;
                if self.sign(".,").is_some() {
                    self.number::<u64>(1..=19)?;
                }
            }
            minute
        };
        let early = early || self.word(&["am"]);
        let late = late || self.word(&["pm"]);
        if early || late {
            (1..=12).contains(&hour).then_some(())?;
            hour = hour % 12 + if late { 12 } else { 0 };
        }
        let offset = self.offset()?;
        // A leap second has no place of its own in `Time`.
        (hour < 24 && minute < 60 && second <= 60).then_some(Time {
            hour,
            minute,
            second: second.min(59),
            offset,
        })
    }

    /// The zone: the outer `None` is a wrong one, the inner a missing one.
    fn offset(&mut self) -> Option<Option<i16>> {
        if let Some(Token::Word(word)) = self.peek() {
            let kst = (word == "kst").then_some(540);
            let named = ZONES.iter().find(|(name, _)| name == word);
            let offset = kst.or(named.map(|(_, offset)| *offset))?;
            self.at += 1;
            return Some(Some(offset));
        }
        let Some(sign) = self.sign("+-\u{2212}") else {
            return Some(None);
        };
        let (hours, minutes) = if let Some(both) = self.number::<i16>(4..=4) {
            (both / 100, both % 100)
        } else {
            let hours = self.number(2..=2)?;
            self.sign(":");
            (hours, self.number(2..=2).unwrap_or(0))
        };
        (hours < 24 && minutes < 60).then_some(())?;
        let ahead = hours * 60 + minutes;
        Some(Some(if sign == '+' { ahead } else { -ahead }))
    }
}

fn is_long_month(word: &str) -> bool {
    [
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
    .contains(&word)
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
