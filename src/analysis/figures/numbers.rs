//! Numerals: in digits, in ideographs, in Korean and in English words, with their scales.

use super::reader::{Reader, is_hangul};
use super::value::Amount;

/// A numeral as it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Numeral {
    /// Its value.
    pub amount: Amount,
    /// The position after it.
    pub to: usize,
    /// How it is written.
    pub form: Form,
    /// The one scale it ends in (`亿`, `billion`), 1 where it has none or several.
    pub factor: i128,
}

/// How a numeral is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// In digits alone; how many stand before the decimal point, and whether nothing else does.
    Digits {
        /// How many digits the whole number has.
        whole: usize,
        /// Whether there is no separator, no decimal and no scale.
        bare: bool,
    },
    /// With words or ideographs for digits: it counts only before a unit.
    Words,
}

/// The numeral that begins at a position.
pub(super) fn read(reader: &Reader<'_>, at: usize) -> Option<Numeral> {
    let first = reader.at(at);
    if first.is_ascii_digit() || ideograph(first).is_some() || small_scale(first).is_some() {
        let before = reader.before(at);
        let is_inside = before.is_ascii_digit()
            || ideograph(before).is_some()
            || small_scale(before).is_some()
            || big_scale(before).is_some();
        return if is_inside { None } else { mixed(reader, at) };
    }
    if is_hangul(first) {
        return native_korean(reader, at);
    }
    if first.is_ascii_alphabetic() {
        return english(reader, at);
    }
    None
}

/// Whether a numeral that is not in ASCII can begin with a character.
pub(super) fn may_begin(c: char) -> bool {
    const KOREAN: &str = "열스서마쉰예일여아한두세석네넉다하둘셋넷";
    ideograph(c).is_some() || small_scale(c).is_some() || (is_hangul(c) && KOREAN.contains(c))
}

/// The value of an ideograph that is a digit.
pub(super) fn ideograph(c: char) -> Option<u8> {
    Some(match c {
        '〇' | '零' => 0,
        '一' => 1,
        '二' | '两' | '兩' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

/// Ten, hundred and thousand, which multiply within a group of four digits.
fn small_scale(c: char) -> Option<i128> {
    Some(match c {
        '十' | '십' => 10,
        '百' | '백' => 100,
        '千' | '천' => 1000,
        _ => return None,
    })
}

/// The scales of groups of four digits.
fn big_scale(c: char) -> Option<i128> {
    Some(match c {
        '万' | '萬' | '만' => 10_000,
        '億' | '亿' | '억' => 100_000_000,
        '兆' | '조' => 1_000_000_000_000,
        '京' | '경' => 10_000_000_000_000_000,
        _ => return None,
    })
}

/// The state of a numeral read group by group: `1조 2,000억`, `三千五百万`.
struct Groups {
    total: Amount,
    section: Amount,
    pending: Option<Amount>,
    last_small: i128,
    last_big: i128,
}

impl Groups {
    fn new() -> Self {
        Self {
            total: Amount::ZERO,
            section: Amount::ZERO,
            pending: None,
            last_small: i128::MAX,
            last_big: i128::MAX,
        }
    }

    /// Takes ten, hundred or thousand.
    fn small(&mut self, scale: i128) -> Option<()> {
        if scale >= self.last_small {
            return None;
        }
        let one = Amount::whole(1)?;
        let factor = self.pending.take().unwrap_or(one);
        self.section = self.section.plus(factor.times(scale)?)?;
        self.last_small = scale;
        Some(())
    }

    /// Takes the scale of a group. `万亿` is 10^12.
    fn big(&mut self, scale: i128) -> Option<()> {
        let group = self
            .section
            .plus(self.pending.take().unwrap_or(Amount::ZERO))?;
        if group == Amount::ZERO {
            if self.last_big != 10_000 || scale != 100_000_000 {
                return None;
            }
            self.total = self.total.times(scale)?;
        } else if scale < self.last_big {
            self.total = self.total.plus(group.times(scale)?)?;
        } else {
            return None;
        }
        (self.last_big, self.last_small, self.section) = (scale, i128::MAX, Amount::ZERO);
        Some(())
    }

    fn sum(self) -> Option<Amount> {
        self.total
            .plus(self.section)?
            .plus(self.pending.unwrap_or(Amount::ZERO))
    }
}

/// A numeral of digits, ideographs and scales.
fn mixed(reader: &Reader<'_>, start: usize) -> Option<Numeral> {
    let mut groups = Groups::new();
    let (mut at, mut factor, mut words) = (start, 1, false);
    let mut form = None;
    loop {
        let c = reader.at(at);
        if groups.pending.is_none() && c.is_ascii_digit() {
            let (amount, to, digits) = arabic(reader, at)?;
            form = form.or(Some(digits));
            groups.pending = Some(amount);
            // Chinese of Taiwan sets digits apart: `610 億`.
            let next = reader.space(to);
            let is_apart = reader.lang.is_chinese() && big_scale(reader.at(next)).is_some();
            at = if is_apart { next } else { to };
        } else if groups.pending.is_none() && ideograph(c).is_some() {
            let (amount, to) = positional(reader, at)?;
            groups.pending = Some(amount);
            (at, words) = (to, true);
        } else if let Some(scale) = small_scale(c) {
            groups.small(scale)?;
            words |= form.is_none();
            factor = if factor == 1 { scale } else { 0 };
            at += 1;
        } else if let Some(scale) = big_scale(c).filter(|_| at > start) {
            groups.big(scale)?;
            factor = if factor == 1 { scale } else { 0 };
            at += 1;
            let next = reader.space(at);
            if next > at && continues(reader, next) {
                at = next;
            }
        } else {
            break;
        }
    }
    let form = match form {
        Some(Form::Digits { whole, bare }) if !words => Form::Digits {
            whole,
            bare: bare && factor == 1,
        },
        Some(_) | None => Form::Words,
    };
    Some(Numeral {
        amount: groups.sum()?,
        to: at,
        form,
        factor: factor.max(1),
    })
    .filter(|_| at > start && big_scale(reader.at(at)).is_none())
    .and_then(|numeral| english_scale(reader, numeral))
}

/// Whether digits that end in a scale stand at `at`: what makes `1조 2,000억` one number, and `1조 5개` two.
fn continues(reader: &Reader<'_>, at: usize) -> bool {
    let mut to = at;
    while reader.at(to).is_ascii_digit()
        || reader.at(to) == ','
        || small_scale(reader.at(to)).is_some()
    {
        to += 1;
    }
    to > at && big_scale(reader.at(to)).is_some()
}

/// ASCII digits with separators of thousands and a decimal part.
fn arabic(reader: &Reader<'_>, start: usize) -> Option<(Amount, usize, Form)> {
    let mut at = start;
    let (mut whole, mut count) = (0_i128, 0);
    let mut bare = true;
    loop {
        if let Some(digit) = reader.at(at).to_digit(10) {
            whole = whole.checked_mul(10)?.checked_add(i128::from(digit))?;
            count += 1;
            at += 1;
        } else if reader.at(at) == ',' && is_group(reader, at + 1) && count <= 21 {
            bare = false;
            at += 1;
        } else {
            break;
        }
    }
    let mut amount = Amount::whole(whole)?;
    if reader.at(at) == '.' && reader.at(at + 1).is_ascii_digit() {
        let (mut part, mut unit) = (0, 1_000_000);
        at += 1;
        while let Some(digit) = reader.at(at).to_digit(10) {
            unit /= 10;
            part += i128::from(digit) * unit;
            at += 1;
        }
        bare = false;
        amount = amount.plus(Amount::checked(part)?)?;
    }
    // A time, a fraction or a version: `10:04`, `1/3`, `2.4.0`.
    let is_other = matches!(reader.at(at), '.' | ':' | '/') && reader.at(at + 1).is_ascii_digit();
    let digits = Form::Digits { whole: count, bare };
    (!is_other).then_some((amount, at, digits))
}

/// Whether exactly three digits stand at `at`.
fn is_group(reader: &Reader<'_>, at: usize) -> bool {
    (at..at + 3).all(|at| reader.at(at).is_ascii_digit()) && !reader.at(at + 3).is_ascii_digit()
}

/// Ideographs digit by digit: `八`, `二〇一九`. Two in a row without a zero (`五六`, five or six) are no number.
fn positional(reader: &Reader<'_>, start: usize) -> Option<(Amount, usize)> {
    let (mut number, mut at, mut zero) = (0_i128, start, false);
    while let Some(digit) = ideograph(reader.at(at)) {
        number = number.checked_mul(10)?.checked_add(i128::from(digit))?;
        zero |= digit == 0;
        at += 1;
    }
    (at != start + 2 || zero).then_some((Amount::whole(number)?, at))
}

/// A scale in English words after digits (`61 billion`, `61bn`, `1.5m`); the numeral itself where there is none,
/// nothing where a letter that is no scale follows at once (`64bit`, `1990s`).
fn english_scale(reader: &Reader<'_>, numeral: Numeral) -> Option<Numeral> {
    let Form::Digits { .. } = numeral.form else {
        return Some(numeral);
    };
    let glued = reader.at(numeral.to).is_ascii_alphabetic();
    let gap = usize::from(matches!(reader.at(numeral.to), ' ' | '-'));
    let (word, to) = reader.word(numeral.to + gap);
    let scale = match (gap, word) {
        (_, "bn" | "Bn" | "BN") | (0, "b" | "B") => 1_000_000_000,
        (_, "mn" | "Mn" | "MN") | (0, "m" | "M") => 1_000_000,
        (_, "tn" | "Tn" | "TN") | (0, "T") => 1_000_000_000_000,
        (0, "k" | "K") => 1_000,
        _ => word_scale(word).unwrap_or(1),
    };
    if scale == 1 || reader.at(to).is_ascii_digit() {
        let is_code = reader.longest(numeral.to, super::units::GLUED).is_some();
        return (!glued || is_code).then_some(numeral);
    }
    Some(Numeral {
        amount: numeral.amount.times(scale)?,
        to,
        form: match numeral.form {
            Form::Digits { whole, .. } => Form::Digits { whole, bare: false },
            Form::Words => Form::Words,
        },
        factor: scale,
    })
}

fn word_scale(word: &str) -> Option<i128> {
    const SCALES: [(&str, i128); 6] = [
        ("hundred", 100),
        ("dozen", 12),
        ("thousand", 1_000),
        ("million", 1_000_000),
        ("billion", 1_000_000_000),
        ("trillion", 1_000_000_000_000),
    ];
    let found = SCALES
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(word));
    found.map(|(_, scale)| *scale)
}

/// Native Korean numerals, 1 to 99, in the form they take before a counter.
fn native_korean(reader: &Reader<'_>, start: usize) -> Option<Numeral> {
    const TENS: [(&str, i128); 10] = [
        ("열", 10),
        ("스물", 20),
        ("스무", 20),
        ("서른", 30),
        ("마흔", 40),
        ("쉰", 50),
        ("예순", 60),
        ("일흔", 70),
        ("여든", 80),
        ("아흔", 90),
    ];
    const ONES: [(&str, i128); 15] = [
        ("한", 1),
        ("두", 2),
        ("세", 3),
        ("석", 3),
        ("네", 4),
        ("넉", 4),
        ("다섯", 5),
        ("여섯", 6),
        ("일곱", 7),
        ("여덟", 8),
        ("아홉", 9),
        ("하나", 1),
        ("둘", 2),
        ("셋", 3),
        ("넷", 4),
    ];
    if is_hangul(reader.before(start)) {
        return None;
    }
    let (tens, at) = reader.longest(start, &TENS).unwrap_or((0, start));
    let (ones, to) = reader.longest(at, &ONES).unwrap_or((0, at));
    (to > start).then_some(Numeral {
        amount: Amount::whole(tens + ones)?,
        to,
        form: Form::Words,
        factor: 1,
    })
}

fn small_word(word: &str) -> Option<i128> {
    const NAMES: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = [
        "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ];
    let place = |names: &[&str]| {
        names
            .iter()
            .position(|name| name.eq_ignore_ascii_case(word))
    };
    let value = place(&NAMES).or_else(|| place(&TENS).map(|tens| (tens + 2) * 10))?;
    i128::try_from(value).ok()
}

/// English number words: `seven`, `eighty-five`, `two hundred and ten`, `a thousand`, `sixty-one billion`.
fn english(reader: &Reader<'_>, start: usize) -> Option<Numeral> {
    if reader.before(start).is_alphanumeric() && !reader.is_cjk() {
        return None;
    }
    let (mut total, mut section) = (0_i128, 0_i128);
    let (mut at, mut end) = (start, start);
    let mut last_scale = i128::MAX;
    loop {
        let (word, to) = reader.word(at);
        if let Some(value) = small_word(word) {
            // After a number only ones can follow tens, and anything a hundred.
            let fits =
                section % 100 == 0 || (section % 10 == 0 && section % 100 >= 20 && value < 10);
            if !fits {
                break;
            }
            section += value;
        } else if let Some(scale) = word_scale(word).filter(|_| end > start || at > start) {
            if scale <= 100 {
                section = section.max(1).checked_mul(scale)?;
            } else if scale < last_scale {
                total = total.checked_add(section.max(1).checked_mul(scale)?)?;
                (section, last_scale) = (0, scale);
            } else {
                return None;
            }
        } else if end == start && at == start && matches!(word, "a" | "A" | "an") {
            at = reader.space(to);
            if at == to || word_scale(reader.word(at).0).is_none() {
                return None;
            }
            continue;
        } else if word != "and" || section % 100 != 0 || end == start {
            break;
        } else {
            at = reader.space(to);
            continue;
        }
        end = to;
        at = to + usize::from(matches!(reader.at(to), ' ' | '-'));
        if at == to {
            break;
        }
    }
    (end > start && !reader.at(end).is_ascii_alphanumeric()).then_some(Numeral {
        amount: Amount::whole(total.checked_add(section)?)?,
        to: end,
        form: Form::Words,
        factor: if last_scale == i128::MAX {
            1
        } else {
            last_scale
        },
    })
}
