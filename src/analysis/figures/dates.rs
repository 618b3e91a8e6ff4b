//! Dates: by the calendar of each language, by ISO 8601, and years alone.

use super::numbers;
use super::products;
use super::reader::{Reader, is_hangul};
use super::units;
use super::value::{Value, When, Year};
use super::{Figure, Precision};
use crate::text::lang::Lang;
use crate::text::months;

/// A date and the position after it.
type Read = (When, usize);

/// Reads the date that begins at `at` and returns the position after it.
pub(super) fn read(reader: &Reader<'_>, at: usize, found: &mut Vec<Figure>) -> Option<usize> {
    if reader.before(at).is_ascii_digit() {
        return None;
    }
    let (when, to) = iso(reader, at)
        .or_else(|| {
            if reader.is_cjk() {
                eastern(reader, at)
            } else {
                None
            }
        })
        .or_else(|| western(reader, at))
        .or_else(|| plain_year(reader, at))?;
    push(reader, at, to, when, found);
    if let (Year::Unsaid, Some(_), Some(first)) = (when.year, when.month, when.day)
        && !reader.is_cjk()
        && matches!(reader.at(to), '-')
        && let Some((second, end)) = reader.digits(to + 1, 2)
        && let Some(day) = day_number(second).filter(|day| *day > first)
    {
        // `May 7-9`: the second day stands in the same month.
        let when = When {
            day: Some(day),
            ..when
        };
        push(reader, to + 1, end, when, found);
        return Some(end);
    }
    Some(to)
}

fn push(reader: &Reader<'_>, from: usize, to: usize, when: When, found: &mut Vec<Figure>) {
    found.push(Figure {
        span: reader.span(from, to),
        value: Value::Date(when),
        precision: Precision::Exact,
    });
}

fn given(year: u32) -> Year {
    i16::try_from(year).map_or(Year::Unsaid, Year::Given)
}

fn month_number(number: u32) -> Option<u8> {
    u8::try_from(number).ok().filter(|m| (1..=12).contains(m))
}

fn day_number(number: u32) -> Option<u8> {
    u8::try_from(number).ok().filter(|d| (1..=31).contains(d))
}

/// `2019-05-07`, `2019/5/7`, `2019.05.07`, and `2019-05` with two digits.
fn iso(reader: &Reader<'_>, at: usize) -> Option<Read> {
    let (year, to) = reader.digits(at, 4).filter(|(_, to)| *to == at + 4)?;
    let mark = reader.at(to);
    if !matches!(mark, '-' | '/' | '.') || !(1800..2200).contains(&year) {
        return None;
    }
    let (month, after_month) = reader.digits(to + 1, 2)?;
    let month = month_number(month)?;
    let mut when = When {
        year: given(year),
        month: Some(month),
        day: None,
    };
    if reader.at(after_month) == mark
        && let Some((day, end)) = reader.digits(after_month + 1, 2)
    {
        when.day = Some(day_number(day)?);
        return Some((when, end));
    }
    let is_month = mark == '-' && after_month == to + 3 && reader.at(after_month) != '-';
    is_month.then_some((when, after_month))
}

/// A numeral before a calendar character, and the position after both.
fn part(reader: &Reader<'_>, at: usize, names: [&str; 2]) -> Option<(u32, usize)> {
    let (number, to) = match reader.digits(at, 4) {
        Some(digits) => digits,
        None => {
            let numeral = numbers::read(reader, at).filter(|_| !is_hangul(reader.at(at)))?;
            (u32::try_from(numeral.amount.as_whole()?).ok()?, numeral.to)
        }
    };
    let to = reader.space(to);
    let end = names.iter().find_map(|name| reader.after(to, name))?;
    Some((number, end))
}

/// The dates of Japanese, Chinese and Korean, their parts in that order: year, month, day.
fn eastern(reader: &Reader<'_>, at: usize) -> Option<Read> {
    if let Some(start) = last_year(reader, at) {
        let (month, to) = month(reader, start)?;
        let (day, to) = day_after_month(reader, to);
        let when = When {
            year: Year::Last,
            month: Some(month),
            day,
        };
        return Some((when, to));
    }
    if let Some((year, to)) = year(reader, at) {
        let Some((month, to)) = month(reader, reader.space(to)) else {
            let is_full = !matches!(year, Year::Given(y) if !(1800..2200).contains(&y));
            let when = When {
                year,
                month: None,
                day: None,
            };
            return (is_full && reader.at(to) != '代' && reader.at(to) != '대')
                .then_some((when, to));
        };
        let (day, to) = day_after_month(reader, to);
        let when = When {
            year,
            month: Some(month),
            day,
        };
        return Some((when, to));
    }
    let year = Year::Unsaid;
    if let Some((month, to)) = month(reader, at) {
        let (day, to) = day_after_month(reader, to);
        let when = When {
            year,
            month: Some(month),
            day,
        };
        return Some((when, to));
    }
    let (day, to) = day_alone(reader, at)?;
    let when = When {
        year,
        month: None,
        day: Some(day),
    };
    Some((when, to))
}

/// The position after a word for the year before, where a month follows it.
fn last_year(reader: &Reader<'_>, at: usize) -> Option<usize> {
    const WORDS: [(&str, ()); 5] = [
        ("去年", ()),
        ("昨年", ()),
        ("작년", ()),
        ("지난해", ()),
        ("昨年の", ()),
    ];
    let ((), to) = reader.longest(at, &WORDS)?;
    Some(reader.space(to))
}

/// A year with its era or its four digits; two digits count where a month follows (`17年11月`).
fn year(reader: &Reader<'_>, at: usize) -> Option<(Year, usize)> {
    /// The Japanese eras since 1926 and the years before their first.
    const ERAS: [(&str, u32); 3] = [("令和", 2018), ("平成", 1988), ("昭和", 1925)];
    if let Some((before, to)) = reader.longest(at, &ERAS) {
        if let Some(to) = reader.after(to, "元年") {
            return Some((given(before + 1), to));
        }
        let (number, to) = part(reader, to, ["年", "年"])?;
        return (1..100)
            .contains(&number)
            .then_some((given(before + number), to));
    }
    let (number, to) = part(reader, at, ["年", "년"])?;
    let digits = (at..to)
        .take_while(|i| reader.at(*i).is_ascii_digit())
        .count();
    match number {
        1800..2200 if digits == 4 || digits == 0 && numbers::ideograph(reader.at(at)).is_some() => {
            Some((given(number), to))
        }
        0..100 if digits == 2 => {
            let is_dated = month(reader, reader.space(to)).is_some() || reader.at(at) == '0';
            let century = if number < 70 { 2000 } else { 1900 };
            is_dated.then_some((given(century + number), to))
        }
        _ => None,
    }
}

fn month(reader: &Reader<'_>, at: usize) -> Option<(u8, usize)> {
    let (number, to) = part(reader, at, ["月", "월"])?;
    Some((month_number(number)?, to))
}

fn day_after_month(reader: &Reader<'_>, after_month: usize) -> (Option<u8>, usize) {
    let at = reader.space(after_month);
    let named = part(reader, at, ["日", "일"]).or_else(|| {
        let is_chinese = reader.lang.is_chinese();
        part(reader, at, ["号", "號"]).filter(|_| is_chinese)
    });
    named
        .and_then(|(day, to)| Some((Some(day_number(day)?), to)))
        .unwrap_or((None, after_month))
}

/// A day of a month that is not named (`4日`), unless it is a length of time (`10日間`).
fn day_alone(reader: &Reader<'_>, at: usize) -> Option<(u8, usize)> {
    const LENGTHS: [(&str, ()); 21] = [
        ("間", ()),
        ("足らず", ()),
        ("以内", ()),
        ("連続", ()),
        ("後", ()),
        ("前", ()),
        ("ぶり", ()),
        ("目", ()),
        ("分", ()),
        ("当たり", ()),
        ("あたり", ()),
        ("ほど", ()),
        ("かけ", ()),
        ("간", ()),
        ("동안", ()),
        ("만에", ()),
        ("이내", ()),
        ("째", ()),
        ("전", ()),
        ("후", ()),
        ("本", ()),
    ];
    let (number, to) = reader.digits(at, 2)?;
    let end = ["日", "일"]
        .iter()
        .find_map(|name| reader.after(reader.space(to), name))?;
    let is_length = reader.longest(reader.space(end), &LENGTHS).is_some();
    let day = day_number(number)?;
    (!is_length).then_some((day, end))
}

/// The English month at a position, in full or cut to three or four letters with or without a period.
fn month_name(reader: &Reader<'_>, at: usize) -> Option<(u8, usize)> {
    let (word, to) = reader.word(at);
    let is_capital = word.starts_with(|c: char| c.is_ascii_uppercase());
    if !is_capital || word.len() < 3 || reader.before(at).is_ascii_alphanumeric() {
        return None;
    }
    let number = months::month(word)?;
    let dot = word.len() < 5 && reader.at(to) == '.';
    Some((number, to + usize::from(dot)))
}

/// `May 7, 2019`, `7 May 2019`, `May 2019`, `May 7`, and a month alone.
fn western(reader: &Reader<'_>, at: usize) -> Option<Read> {
    if reader.at(at).is_ascii_digit() {
        let (number, to) = reader.digits(at, 2)?;
        let to = ordinal(reader, to);
        let of = reader.after(to, " of").unwrap_or(to);
        let (month, to) = month_name(reader, reader.space(of)).filter(|_| reader.at(of) == ' ')?;
        let (year, to) = year_after(reader, to);
        let when = When {
            year,
            month: Some(month),
            day: Some(day_number(number)?),
        };
        return Some((when, to));
    }
    let (month, after) = month_name(reader, at)?;
    let start = reader.space(after);
    let mut when = When {
        year: Year::Unsaid,
        month: Some(month),
        day: None,
    };
    if start > after
        && let Some((number, to)) = reader.digits(start, 2)
        && let Some(day) = day_number(number)
        && reader.at(to) != ':'
        && reader.at(to) != '%'
    {
        let (year, to) = year_after(reader, ordinal(reader, to));
        (when.year, when.day) = (year, Some(day));
        return Some((when, to));
    }
    let (year, to) = year_after(reader, after);
    when.year = year;
    let is_word = matches!(month, 3 | 5) && !reader.follows(at, BEFORE_MONTH);
    (year != Year::Unsaid || !is_word).then_some((when, to))
}

/// Words before `March` and `May` that make them months.
const BEFORE_MONTH: &[&str] = &[
    "in", "since", "by", "until", "till", "of", "from", "to", "last", "this", "next", "early",
    "late", "mid", "during", "before", "after", "through", "between", "and", "every",
];

/// The position after `st`, `nd`, `rd` or `th`.
fn ordinal(reader: &Reader<'_>, at: usize) -> usize {
    let (word, to) = reader.word(at);
    if matches!(word, "st" | "nd" | "rd" | "th") {
        to
    } else {
        at
    }
}

/// A year of four digits after a day or month, with or without a comma.
fn year_after(reader: &Reader<'_>, at: usize) -> (Year, usize) {
    let comma = at + usize::from(reader.at(at) == ',');
    let start = reader.space(comma);
    match reader.digits(start, 4) {
        Some((number, to))
            if start > at && reader.is_year(start) && !reader.at(to).is_alphabetic() =>
        {
            (given(number), to)
        }
        _ => (Year::Unsaid, at),
    }
}

/// A year alone (`in 2019`), where it counts nothing and is no part of a name; in the languages that write a word
/// behind it, only as the first of two (`2016〜2019年`).
fn plain_year(reader: &Reader<'_>, at: usize) -> Option<Read> {
    let (number, to) = reader.digits(at, 4).filter(|_| reader.is_year(at))?;
    let when = When {
        year: given(number),
        month: None,
        day: None,
    };
    if reader.is_cjk() {
        let mark = ["~", "-", "から", "에서", "至", "到"]
            .iter()
            .find_map(|mark| reader.after(reader.space(to), mark))?;
        let (second, _) = year(reader, reader.space(mark))?;
        return (second > when.year).then_some((when, to));
    }
    let next = reader.at(to);
    let goes_on = next.is_alphanumeric()
        || matches!(next, '%' | '/' | ':')
        || (matches!(next, '.' | ',') && reader.at(to + 1).is_ascii_digit());
    let is_amount = goes_on
        || units::after(reader, to).is_some()
        || matches!(
            reader.before(at),
            '$' | '€' | '£' | '₩' | '¥' | '#' | '.' | ','
        )
        || numbers::read(reader, at).is_none_or(|numeral| numeral.to != to);
    let is_named = products::goes_on_from_name(reader, at)
        || matches!(reader.lang, Lang::Other(_)) && is_amount;
    (!is_amount && !is_named).then_some((when, to))
}
