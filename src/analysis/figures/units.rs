//! What stands after a number: units, counters, currencies.
//!
//! The tables are the everyday words of each language for what news counts; a counter that is not listed leaves a
//! number in digits plain, and a number in words unread.

use Currency::{Cny, Eur, Gbp, Hkd, Jpy, Krw, Twd, Usd};
use Meaning::{Of, Place, Tenths};
use Unit::{Companies, Days, Hours, Money, Months, People, Percent, Plain, Times, Weeks, Years};

use super::reader::{Reader, is_hangul};
use super::value::{Currency, Unit};
use crate::text::lang::Lang;

/// What the word after a number makes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// So many of these.
    Of(Unit),
    /// Tenths of a whole: `割`, `成`, `할`.
    Tenths,
    /// No amount at all: a time of the day, a rank, a place in a row.
    Place,
}

/// Currency signs and codes before a number.
const PREFIXES: &[(&str, Currency)] = &[
    ("$", Usd),
    ("US$", Usd),
    ("USD", Usd),
    ("€", Eur),
    ("EUR", Eur),
    ("£", Gbp),
    ("GBP", Gbp),
    ("₩", Krw),
    ("KRW", Krw),
    ("JP¥", Jpy),
    ("JPY", Jpy),
    ("CN¥", Cny),
    ("CNY", Cny),
    ("RMB", Cny),
    ("HK$", Hkd),
    ("NT$", Twd),
];

/// Units that may stand right behind a digit although they are Latin letters.
pub(super) const GLUED: &[(&str, ())] = &[
    ("USD", ()),
    ("EUR", ()),
    ("JPY", ()),
    ("KRW", ()),
    ("CNY", ()),
    ("x", ()),
    ("pct", ()),
];

/// Units of every language.
const COMMON: &[(&str, Meaning)] = &[
    ("%", Of(Percent)),
    ("USD", Of(Money(Usd))),
    ("EUR", Of(Money(Eur))),
    ("JPY", Of(Money(Jpy))),
    ("KRW", Of(Money(Krw))),
    ("CNY", Of(Money(Cny))),
    ("RMB", Of(Money(Cny))),
    ("GBP", Of(Money(Gbp))),
    ("HKD", Of(Money(Hkd))),
    ("TWD", Of(Money(Twd))),
    ("€", Of(Money(Eur))),
];

const ENGLISH: &[(&str, Meaning)] = &[
    ("percent", Of(Percent)),
    ("per cent", Of(Percent)),
    ("pct", Of(Percent)),
    ("dollars", Of(Money(Usd))),
    ("dollar", Of(Money(Usd))),
    ("U.S. dollars", Of(Money(Usd))),
    ("US dollars", Of(Money(Usd))),
    ("yen", Of(Money(Jpy))),
    ("won", Of(Money(Krw))),
    ("yuan", Of(Money(Cny))),
    ("renminbi", Of(Money(Cny))),
    ("euros", Of(Money(Eur))),
    ("euro", Of(Money(Eur))),
    ("pounds", Of(Money(Gbp))),
    ("people", Of(People)),
    ("persons", Of(People)),
    ("employees", Of(People)),
    ("workers", Of(People)),
    ("staff", Of(People)),
    ("staffers", Of(People)),
    ("sources", Of(People)),
    ("engineers", Of(People)),
    ("developers", Of(People)),
    ("consultants", Of(People)),
    ("specialists", Of(People)),
    ("experts", Of(People)),
    ("insiders", Of(People)),
    ("men", Of(People)),
    ("women", Of(People)),
    ("companies", Of(Companies)),
    ("firms", Of(Companies)),
    ("vendors", Of(Companies)),
    ("years", Of(Years)),
    ("year", Of(Years)),
    ("months", Of(Months)),
    ("month", Of(Months)),
    ("weeks", Of(Weeks)),
    ("week", Of(Weeks)),
    ("days", Of(Days)),
    ("day", Of(Days)),
    ("hours", Of(Hours)),
    ("hour", Of(Hours)),
    ("times", Of(Times)),
    ("x", Of(Times)),
    ("fold", Of(Times)),
    ("a.m.", Place),
    ("p.m.", Place),
    ("am", Place),
    ("pm", Place),
    ("o'clock", Place),
];

/// Words that may stand between an English number and what it counts.
const BETWEEN: &[(&str, ())] = &[
    ("more", ()),
    ("other", ()),
    ("unnamed", ()),
    ("anonymous", ()),
    ("different", ()),
    ("additional", ()),
    ("further", ()),
    ("new", ()),
    ("full", ()),
    ("big", ()),
    ("large", ()),
    ("rival", ()),
    ("trained", ()),
];

const JAPANESE: &[(&str, Meaning)] = &[
    ("パーセント", Of(Percent)),
    ("割", Tenths),
    ("ドル", Of(Money(Usd))),
    ("米ドル", Of(Money(Usd))),
    ("円", Of(Money(Jpy))),
    ("ウォン", Of(Money(Krw))),
    ("元", Of(Money(Cny))),
    ("人民元", Of(Money(Cny))),
    ("ユーロ", Of(Money(Eur))),
    ("ポンド", Of(Money(Gbp))),
    ("香港ドル", Of(Money(Hkd))),
    ("台湾ドル", Of(Money(Twd))),
    ("人", Of(People)),
    ("名", Of(People)),
    ("社", Of(Companies)),
    ("年", Of(Years)),
    ("年間", Of(Years)),
    ("カ年", Of(Years)),
    ("カ月", Of(Months)),
    ("か月", Of(Months)),
    ("ヶ月", Of(Months)),
    ("ヵ月", Of(Months)),
    ("ケ月", Of(Months)),
    ("箇月", Of(Months)),
    ("週間", Of(Weeks)),
    ("日", Of(Days)),
    ("日間", Of(Days)),
    ("時間", Of(Hours)),
    ("倍", Of(Times)),
    ("つ", Of(Plain)),
    ("個", Of(Plain)),
    ("件", Of(Plain)),
    ("台", Of(Plain)),
    ("本", Of(Plain)),
    ("回", Of(Plain)),
    ("点", Of(Plain)),
    ("種類", Of(Plain)),
    ("カ所", Of(Plain)),
    ("カ国", Of(Plain)),
    ("か国", Of(Plain)),
    ("カ条", Place),
    ("人目", Place),
    ("社目", Place),
    ("年目", Place),
    ("年代", Place),
    ("年生", Place),
    ("日目", Place),
    ("回目", Place),
    ("つ目", Place),
    ("人称", Place),
    ("時", Place),
    ("分", Place),
    ("秒", Place),
    ("番", Place),
    ("号", Place),
    ("位", Place),
    ("代", Place),
    ("世代", Place),
    ("世紀", Place),
    ("周年", Place),
    ("期", Place),
    ("章", Place),
    ("条", Place),
    ("版", Place),
    ("歳", Place),
    ("四半期", Place),
];

const KOREAN: &[(&str, Meaning)] = &[
    ("퍼센트", Of(Percent)),
    ("프로", Of(Percent)),
    ("할", Tenths),
    ("달러", Of(Money(Usd))),
    ("미국 달러", Of(Money(Usd))),
    ("원", Of(Money(Krw))),
    ("엔", Of(Money(Jpy))),
    ("위안", Of(Money(Cny))),
    ("위안화", Of(Money(Cny))),
    ("유로", Of(Money(Eur))),
    ("파운드", Of(Money(Gbp))),
    ("명", Of(People)),
    ("사람", Of(People)),
    ("인", Of(People)),
    ("개사", Of(Companies)),
    ("개 사", Of(Companies)),
    ("회사", Of(Companies)),
    ("기업", Of(Companies)),
    ("업체", Of(Companies)),
    ("개 기업", Of(Companies)),
    ("개 업체", Of(Companies)),
    ("개 회사", Of(Companies)),
    ("년", Of(Years)),
    ("년간", Of(Years)),
    ("개월", Of(Months)),
    ("개월간", Of(Months)),
    ("달", Of(Months)),
    ("주", Of(Weeks)),
    ("주간", Of(Weeks)),
    ("일", Of(Days)),
    ("일간", Of(Days)),
    ("시간", Of(Hours)),
    ("배", Of(Times)),
    ("개", Of(Plain)),
    ("가지", Of(Plain)),
    ("건", Of(Plain)),
    ("대", Of(Plain)),
    ("곳", Of(Plain)),
    ("차례", Of(Plain)),
    ("번", Of(Plain)),
    ("회", Of(Plain)),
    ("개국", Of(Plain)),
    ("번째", Place),
    ("년차", Place),
    ("년째", Place),
    ("년대", Place),
    ("주년", Place),
    ("시", Place),
    ("분", Place),
    ("초", Place),
    ("호", Place),
    ("위", Place),
    ("등", Place),
    ("세대", Place),
    ("세", Place),
    ("살", Place),
    ("차", Place),
    ("분기", Place),
    ("층", Place),
];

const CHINESE: &[(&str, Meaning)] = &[
    ("成", Tenths),
    ("美元", Of(Money(Usd))),
    ("美金", Of(Money(Usd))),
    ("日元", Of(Money(Jpy))),
    ("日圆", Of(Money(Jpy))),
    ("日圓", Of(Money(Jpy))),
    ("韩元", Of(Money(Krw))),
    ("韓元", Of(Money(Krw))),
    ("韓圜", Of(Money(Krw))),
    ("人民币", Of(Money(Cny))),
    ("人民幣", Of(Money(Cny))),
    ("元人民币", Of(Money(Cny))),
    ("元人民幣", Of(Money(Cny))),
    ("欧元", Of(Money(Eur))),
    ("歐元", Of(Money(Eur))),
    ("英镑", Of(Money(Gbp))),
    ("英鎊", Of(Money(Gbp))),
    ("港元", Of(Money(Hkd))),
    ("港币", Of(Money(Hkd))),
    ("港幣", Of(Money(Hkd))),
    ("新台币", Of(Money(Twd))),
    ("新臺幣", Of(Money(Twd))),
    ("新台幣", Of(Money(Twd))),
    ("人", Of(People)),
    ("名", Of(People)),
    ("位", Of(People)),
    ("家公司", Of(Companies)),
    ("家企业", Of(Companies)),
    ("家企業", Of(Companies)),
    ("家厂商", Of(Companies)),
    ("家廠商", Of(Companies)),
    ("年", Of(Years)),
    ("个月", Of(Months)),
    ("個月", Of(Months)),
    ("周", Of(Weeks)),
    ("週", Of(Weeks)),
    ("天", Of(Days)),
    ("小时", Of(Hours)),
    ("小時", Of(Hours)),
    ("倍", Of(Times)),
    ("个", Of(Plain)),
    ("個", Of(Plain)),
    ("家", Of(Plain)),
    ("件", Of(Plain)),
    ("项", Of(Plain)),
    ("項", Of(Plain)),
    ("台", Of(Plain)),
    ("次", Of(Plain)),
    ("种", Of(Plain)),
    ("種", Of(Plain)),
    ("款", Of(Plain)),
    ("年代", Place),
    ("年级", Place),
    ("周年", Place),
    ("週年", Place),
    ("位数", Place),
    ("点", Place),
    ("點", Place),
    ("时", Place),
    ("時", Place),
    ("分", Place),
    ("秒", Place),
    ("号", Place),
    ("號", Place),
    ("代", Place),
    ("世纪", Place),
    ("世紀", Place),
    ("期", Place),
    ("章", Place),
    ("版", Place),
    ("岁", Place),
    ("歲", Place),
    ("季度", Place),
];

/// Characters after `成` that make another word of it: `两家成立`.
const NOT_TENTHS: &str = "立为為员員功果就交长長熟品本绩績";

/// Syllables that may follow a Korean counter: particles and the words that go on from a count.
const AFTER_COUNTER: &str =
    "다입으은는이가을를의에도로만과와께씩쯤정량나간뿐밖부까라였인남안전후반여새짜조당마보째";

/// The currency before a number, and the position after it and a space.
pub(super) fn before(reader: &Reader<'_>, at: usize) -> Option<(Currency, usize)> {
    let found = match reader.at(at) {
        '¥' => {
            let currency = if reader.lang.is_chinese() { Cny } else { Jpy };
            (currency, at + 1)
        }
        _ => PREFIXES
            .iter()
            .filter_map(|(sign, currency)| Some((*currency, reader.after(at, sign)?)))
            .max_by_key(|(_, to)| *to)?,
    };
    Some((found.0, reader.space(found.1)))
}

/// The unit after a number, and the position after it.
pub(super) fn after(reader: &Reader<'_>, at: usize) -> Option<(Meaning, usize)> {
    let start = if reader.at(at) == '-' {
        at + 1
    } else {
        reader.space(at)
    };
    let own = match reader.lang {
        Lang::Ja => JAPANESE,
        Lang::Ko => KOREAN,
        Lang::ZhHans | Lang::ZhHant => CHINESE,
        Lang::En | Lang::Other(_) => {
            let found = reader.longest(start, ENGLISH);
            return found
                .or_else(|| reader.longest(start, COMMON))
                .or_else(|| behind_a_word(reader, start));
        }
    };
    let (meaning, to) = reader
        .longest(start, own)
        .or_else(|| reader.longest(start, COMMON))
        .or_else(|| yuan(reader, start))?;
    let next = reader.at(to);
    let is_other_word = match reader.lang {
        Lang::Ko => is_hangul(next) && to == start + 1 && !AFTER_COUNTER.contains(next),
        _ => meaning == Tenths && NOT_TENTHS.contains(next),
    };
    (!is_other_word).then_some((meaning, to))
}

/// `three more years`: the unit behind a word that leaves the count what it is.
fn behind_a_word(reader: &Reader<'_>, at: usize) -> Option<(Meaning, usize)> {
    let ((), to) = reader.longest(at, BETWEEN)?;
    reader
        .longest(reader.space(to), ENGLISH)
        .filter(|_| reader.at(to) == ' ')
}

/// Bare `元` in Chinese: the yuan of the mainland, the dollar of Taiwan.
fn yuan(reader: &Reader<'_>, at: usize) -> Option<(Meaning, usize)> {
    let to = reader.after(at, "元")?;
    match reader.lang {
        Lang::ZhHans => Some((Of(Money(Cny)), to)),
        Lang::ZhHant => Some((Of(Money(Twd)), to)),
        _ => None,
    }
}
