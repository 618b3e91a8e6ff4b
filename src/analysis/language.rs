//! Which language a text is in: by its script, and where the script is Latin, by its letters.
//!
//! It knows no article; what the metadata say is a hint like any other.

mod census;
mod han;

use crate::text::lang::Lang;
use census::{Census, Script};

/// Below this many Latin letters the letters say too little (whichlang is right on 87 % of texts of ten letters and on
/// 91 % of those of twenty).
const FEW_LETTERS: usize = 20;

/// From this many Latin letters, in prose, a block may leave its article's language.
const BLOCK_LETTERS: usize = 40;

/// The same in an article whose language is itself written in Latin letters, where mistakes are likelier.
const LATIN_BLOCK_LETTERS: usize = 80;

/// Ideographs without kana or Hangul beyond this number are Chinese: Japanese and Korean go no such way without.
const KANALESS: usize = 40;

/// The language of a text by its script, else by its letters; `hint` decides where the text alone cannot
/// (kana-less ideographs, a handful of Latin letters).
#[must_use]
pub fn detect(text: &str, hint: Option<Lang>) -> Lang {
    let census = Census::of(text);
    match census.main_script() {
        Some(Script::Cjk) => cjk(&census, hint),
        Some(Script::Latin) if census.latin < FEW_LETTERS && hint.is_some() => {
            hint.unwrap_or(Lang::UNKNOWN)
        }
        Some(Script::Latin) => latin(text).or(hint).unwrap_or(Lang::En),
        Some(Script::Other(script)) => script.lang(hint),
        None => hint.unwrap_or(Lang::UNKNOWN),
    }
}

/// The language of a block of an article in the language `article`: that one, unless the block is evidently written in
/// another. A name or an address in Latin letters is no evidence, nor are ideographs alone in a Japanese article.
#[must_use]
pub fn detect_block(text: &str, article: Lang) -> Lang {
    let census = Census::of(text);
    match census.main_script() {
        Some(Script::Cjk) => {
            let own = cjk(&census, Some(article));
            let ideographs_only = census.kana() == 0 && census.hangul == 0;
            let foreign = census.han_evidence.simplified >= 3;
            let keeps = match article {
                Lang::Ja => ideographs_only && !foreign,
                Lang::ZhHans | Lang::ZhHant => own.is_chinese(),
                _ => false,
            };
            if keeps { article } else { own }
        }
        Some(Script::Latin) => {
            let needed = if Script::of_lang(article) == Script::Latin {
                LATIN_BLOCK_LETTERS
            } else {
                BLOCK_LETTERS
            };
            let prose = census.latin >= needed && census.lower_words >= 4;
            if prose {
                latin(text).unwrap_or(article)
            } else {
                article
            }
        }
        Some(Script::Other(script)) => script.lang(Some(article)),
        None => article,
    }
}

/// Tells Chinese, Japanese and Korean apart.
fn cjk(census: &Census, hint: Option<Lang>) -> Lang {
    let (kana, hangul, han) = (census.kana(), census.hangul, census.han);
    if hangul > kana && hangul * 3 >= han {
        return Lang::Ko;
    }
    // A Chinese text may quote a word in kana; Japanese headlines have one kana in ten characters or more.
    if kana > 0 && kana * 12 >= han {
        return Lang::Ja;
    }
    let evidence = census.han_evidence;
    let simplified = evidence.simplified > 0 && evidence.simplified * 10 >= han;
    match hint {
        Some(Lang::Ja | Lang::Ko) if han <= KANALESS && !simplified => hint.unwrap_or(Lang::Ja),
        _ if evidence.simplified > evidence.traditional => Lang::ZhHans,
        _ if evidence.traditional > evidence.simplified => Lang::ZhHant,
        Some(chinese) if chinese.is_chinese() => chinese,
        _ => Lang::ZhHans,
    }
}

/// The language of the Latin letters of a text, by whichlang; `None` where it takes them for another script's.
fn latin(text: &str) -> Option<Lang> {
    use whichlang::Lang as L;
    let latin: String = text.chars().filter(|c| census::is_latin_text(*c)).collect();
    let code = match whichlang::detect_language(&latin) {
        L::Eng => "en",
        L::Deu => "de",
        L::Fra => "fr",
        L::Ita => "it",
        L::Nld => "nl",
        L::Por => "pt",
        L::Spa => "es",
        L::Swe => "sv",
        L::Tur => "tr",
        L::Vie => "vi",
        L::Ara | L::Cmn | L::Hin | L::Jpn | L::Kor | L::Rus => return None,
    };
    Lang::parse(code)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use proptest::prelude::*;

    use super::*;

    fn lang(tag: &str) -> Lang {
        Lang::parse(tag).unwrap()
    }

    const TEXTS: &[(&str, &str)] = &[
        (
            "en",
            "Microsoft and EMC extend their strategic alliance for three more years.",
        ),
        (
            "en",
            "The company, known as ヴイエムウェア in Japan, is owned by EMC of Hopkinton.",
        ),
        (
            "en",
            "The Japanese word 提携 means an alliance between companies.",
        ),
        ("en", "VMware (ヴイエムウェア) agreed to the new terms."),
        (
            "en",
            "Read more at https://例え.jp/ニュース or call the office.",
        ),
        ("ja", "マイクロソフトとEMC、戦略的提携を3年延長"),
        ("ja", "Microsoft と VMware"),
        ("ja", "Azure VMware Solutionsを発表"),
        ("ja", "米マイクロソフト提携発表"),
        (
            "ja",
            "詳しくはhttps://example.org/a/very/long/address/indeedを見よ",
        ),
        ("ja", "両社提携延長へ"),
        ("ja", "韓国語で「가상화」と書く仮想化の市場"),
        (
            "ko",
            "마이크로소프트(MS)와 EMC가 전략적 제휴를 3년 연장한다.",
        ),
        ("ko", "美·中 정상회담"),
        ("ko", "Azure VMware Solution 출시"),
        ("ko", "일본어로는 提携라고 쓴다"),
        ("zh-Hans", "微软与EMC宣布将双方的联盟延长三年"),
        ("zh-Hans", "该公司在韩国称为삼성，在中国称为三星电子公司"),
        (
            "zh-Hans",
            "日语写作「の」的这个字，在中文里写作“的”，意思差不多",
        ),
        ("zh-Hans", "MS 发布 Azure VMware Solutions"),
        ("zh-Hant", "微軟與EMC宣布將雙方的聯盟延長三年"),
        ("zh-Hant", "雲端服務正式上線"),
        (
            "de",
            "Microsoft und EMC verlängern ihre strategische Allianz um drei Jahre.",
        ),
        (
            "fr",
            "Microsoft et EMC prolongent leur alliance stratégique de trois ans.",
        ),
        (
            "es",
            "Microsoft y EMC amplían su alianza estratégica por tres años más.",
        ),
        (
            "ru",
            "Microsoft и EMC продлевают стратегический союз на три года.",
        ),
        ("ar", "تمدد مايكروسوفت تحالفها الاستراتيجي"),
        ("he", "מיקרוסופט מאריכה את הברית האסטרטגית"),
        ("th", "ไมโครซอฟท์ขยายความร่วมมือเชิงกลยุทธ์"),
        ("el", "Η συμμαχία παρατείνεται για τρία χρόνια"),
        ("hi", "माइक्रोसॉफ्ट ने गठबंधन बढ़ाया"),
        ("und", "2019-05-07 … 61%"),
        ("und", ""),
    ];

    #[test]
    fn the_language_of_a_text_is_found() {
        for (tag, text) in TEXTS {
            assert_eq!(detect(text, None), lang(tag), "{text}");
        }
    }

    #[test]
    fn the_hint_decides_where_the_text_cannot() {
        for (hint, text, tag) in [
            ("ja", "提携延長発表", "ja"),
            ("ja", "微软发布软件", "zh-Hans"),
            ("ko", "訪美", "ko"),
            ("zh-Hant", "三星", "zh-Hant"),
            ("zh-Hans", "三星", "zh-Hans"),
            ("zh-Hans", "微軟與戴爾聯手", "zh-Hant"),
            ("de", "VMware", "de"),
            ("ja", "Azure Functions", "ja"),
            ("uk", "Майкрософт продовжує союз", "uk"),
            ("fa", "مایکروسافت", "fa"),
            ("ja", "Майкрософт", "ru"),
            ("ko", "123", "ko"),
        ] {
            assert_eq!(detect(text, Some(lang(hint))), lang(tag), "{text}");
        }
    }

    #[test]
    fn a_block_leaves_its_article_only_on_evidence() {
        let english = "We compete, and we also cooperate with them in many markets, he said.";
        let german = "Wir stehen im Wettbewerb, und wir arbeiten in vielen Märkten auch zusammen, \
                      sagte der Vorstand am Dienstag in Boston.";
        for (article, text, tag) in [
            ("ja", english, "en"),
            ("ko", english, "en"),
            ("zh-Hans", english, "en"),
            ("en", german, "de"),
            ("ja", german, "de"),
            ("ja", "VMware Cloud Foundation", "ja"),
            (
                "ja",
                "https://example.org/a/long/address/of/an/article-on-the-web",
                "ja",
            ),
            ("en", "Guten Tag", "en"),
            ("ja", "提携発表全文", "ja"),
            (
                "ja",
                "株式会社対位法通信社東京本社編集局経済部記者会見全文記録公開延期決定通知書面送付先一覧表作成担当者各位",
                "ja",
            ),
            ("ja", "这是微软公司发布的声明", "zh-Hans"),
            ("ja", "두 회사는 경쟁하는 사이다", "ko"),
            ("ko", "両社は競合している", "ja"),
            ("ko", "會談", "ko"),
            ("zh-Hant", "三星电子与微软合作", "zh-Hant"),
            ("en", "两家公司既竞争又合作", "zh-Hans"),
            ("ja", "* * *", "ja"),
            ("en", "Соглашение продлено", "ru"),
        ] {
            assert_eq!(detect_block(text, lang(article)), lang(tag), "{text}");
        }
    }

    /// Every article of the bundled library as (language of its folder, body).
    #[allow(
        clippy::disallowed_methods,
        reason = "a test reads the bundled library"
    )]
    fn bundled() -> Vec<(String, String)> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("articles");
        let mut found = Vec::new();
        for folder in ["en", "ja", "ko", "zh"] {
            for entry in fs::read_dir(root.join(folder)).unwrap() {
                let path = entry.unwrap().path();
                if path.extension().is_some_and(|e| e == "md" || e == "txt") {
                    let text = fs::read_to_string(&path).unwrap();
                    let body = text.rsplit("\n---\n").next().unwrap_or_default();
                    found.push((folder.to_owned(), body.to_owned()));
                }
            }
        }
        found
    }

    #[test]
    fn every_bundled_article_is_recognized_by_its_body() {
        let bundled = bundled();
        assert!(bundled.len() >= 16);
        for (code, body) in bundled {
            assert_eq!(detect(&body, None).code(), code, "{body}");
            let article = detect(&body, None);
            for block in body
                .split("\n\n")
                .filter(|block| block.chars().count() > 40)
            {
                assert_eq!(detect_block(block, article), article, "{block}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_has_a_language(text in "\\PC{0,60}", latin in "[a-z A-Z.]{0,80}") {
            let whole = format!("{latin}{text}");
            let found = detect(&whole, None);
            prop_assert!(Lang::parse(&found.to_string()) == Some(found));
            prop_assert!(Lang::parse(&detect_block(&whole, Lang::Ja).to_string()).is_some());
        }
    }
}
