//! Sentences: the passages of a block.
//!
//! UAX #29 proposes where sentences may end, and rules for the four languages correct it: abbreviations, quotations
//! that go on after their full stop, brackets, numbers, dates. This module knows strings only; what a block or a passage
//! is, others know.

use std::borrow::Cow;

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::lang::Lang;
use super::span::Span;

mod abbreviations;
mod context;
mod long;
mod quotations;
mod rules;

use context::Place;
use quotations::Quotations;

/// The sentences of a block's text in order, without the white space between them. Every character that is not white
/// space lies in exactly one, and each starts and ends at a grapheme border.
///
/// A single line feed is white space like any other; an empty line ends a sentence. A quotation or bracket of up to 120
/// characters is not broken inside, in English quotation marks excepted. A sentence of more than 600 characters is cut
/// at a line feed, a clause or a space, so that no passage is monstrous.
#[must_use]
pub fn sentences(text: &str, lang: Lang) -> Vec<Span> {
    let flowing = flow(text);
    let quotations = Quotations::find(&flowing, lang);
    let mut spans = Vec::new();
    let mut start = 0;
    for at in proposals(&flowing) {
        let place = Place::settle(&flowing, start, at);
        if place.at > start
            && !quotations.inside(place.at)
            && is_border(text, place.at)
            && rules::ends(&place, lang)
        {
            long::push(text, Span::new(start, place.at), &mut spans);
            start = place.at;
        }
    }
    long::push(text, Span::new(start, text.len()), &mut spans);
    spans
}

/// The lines of preformatted text that hold more than white space, without the white space at their ends: there a line
/// is what a sentence is elsewhere.
#[must_use]
pub fn lines(text: &str) -> Vec<Span> {
    let mut start = 0;
    let mut spans = Vec::new();
    for line in text.split('\n') {
        spans.extend(trimmed(text, Span::new(start, start + line.len())));
        start += line.len() + 1;
    }
    spans
}

/// The text with each single line feed as a space, byte for byte as long.
fn flow(text: &str) -> Cow<'_, str> {
    if !text.contains('\n') {
        return Cow::Borrowed(text);
    }
    let mut flowing = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(char::is_whitespace) {
        let (words, tail) = rest.split_at(at);
        let gap = tail.len() - tail.trim_start().len();
        let (space, tail) = tail.split_at(gap);
        flowing.push_str(words);
        if space.matches('\n').count() == 1 {
            flowing.push_str(&space.replace('\n', " "));
        } else {
            flowing.push_str(space);
        }
        rest = tail;
    }
    flowing.push_str(rest);
    Cow::Owned(flowing)
}

/// Where sentences may start, in order: what UAX #29 says, and full stops it passes over because a small letter follows.
fn proposals(text: &str) -> Vec<usize> {
    let mut places: Vec<usize> = text
        .split_sentence_bound_indices()
        .map(|(at, _)| at)
        .skip(1)
        .collect();
    let known = places.len();
    for (at, _) in text.match_indices('.') {
        places.extend(rules::passed_over(text, at + 1));
    }
    if places.len() > known {
        places.sort_unstable();
        places.dedup();
    }
    places
}

/// Whether a byte is a grapheme border of the text.
fn is_border(text: &str, at: usize) -> bool {
    text.is_char_boundary(at)
        && GraphemeCursor::new(at, text.len(), true)
            .is_boundary(text, 0)
            .unwrap_or(true)
}

/// A span without the white space at its ends, never cutting a grapheme; nothing where it is all white space.
fn trimmed(text: &str, span: Span) -> Option<Span> {
    let inside = span.of(text);
    let mut start = span.end - inside.trim_start().len();
    let mut end = span.start + inside.trim_end().len();
    if start >= end {
        return None;
    }
    while start > span.start && !is_border(text, start) {
        start -= 1;
    }
    while end < span.end && !is_border(text, end) {
        end += 1;
    }
    Some(Span::new(start, end))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Checks cases whose sentences are set apart by `|`.
    fn check(lang: Lang, cases: &[&str]) {
        let mut wrong = Vec::new();
        for case in cases {
            let text = case.replace('|', "");
            let found: Vec<&str> = sentences(&text, lang).iter().map(|s| s.of(&text)).collect();
            let wanted: Vec<&str> = case.split('|').map(str::trim).collect();
            if found != wanted {
                wrong.push(format!("wanted {wanted:#?}\nfound {found:#?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn english_sentences_are_found() {
        check(
            Lang::En,
            &[
                "They shook hands.| Then they left.",
                "“We are not partners,” he said.| “We compete.”| He smiled.",
                "“We compete.” he said.",
                "“Why now?” he asked.| Nobody knew.",
                "“Why now?” Tucci asked the room.| Nobody knew.",
                "“Why now?”| The room was silent.",
                "He called it “co-opetition.”| Others laughed.",
                "It was over (or so they said).| It was not.",
                "(See the first part. It is short.)| Then read on.",
                "What a deal!| Is it real?| It is.",
                "Wait...| The deal is off.",
                "one thing... and then another.",
                "First line\nsecond line of it.| Next.",
                "A heading without a stop|\n\nA paragraph.",
                "Sales rose; profits did not: nobody minded.",
            ],
        );
    }

    #[test]
    fn english_abbreviations_and_numbers_end_nothing() {
        check(
            Lang::En,
            &[
                "Dell Inc. and EMC Corp. agreed.| The price was not named.",
                "He left Microsoft Corp.| The board was surprised.",
                "VMware, Inc. Chief Executive Pat Gelsinger spoke.",
                "Mr. Ballmer met Dr. Greene and Mrs. Smith on St. James Ave. in May.",
                "The U.S. Government and the U.K. Treasury watched.",
                "It sells in the U.S.| It also sells abroad.",
                "J. R. Smith and Paul M. Maritz signed.",
                "He ranked No. 1 and No. 2 in the list.",
                "Was it true?| No.| He denied it.",
                "It opened at 9 a.m. Eastern time.| By noon it had closed.",
                "It closed at 5 p.m.| The crowd went home.",
                "Formats, e.g. VMDK, i.e. disks, vs. Microsoft VHD.",
                "Servers, disks, etc. were sold.| Others, etc.| They left.",
                "On Feb. 3, 2009, and Sept. 9 they met.| In Jan. 2010 they met again.",
                "It cost $3.5 billion.| Version 2.0.1 followed.| 4.5 came later.",
                "See example.org/news?id=1&x=2 and Salesforce.com for more.",
                "3. The third point.| It stands.",
                "It runs on ASP.NET and the .NET Framework.| Node.js too.",
                "Yahoo! Japan bought it.| Yahoo! sold it.",
                "It moved to the cloud.| vSphere 6.5 followed.| iPhone sales rose.",
                "Puff Daddy, P. Diddy or Det. John Smith and Sens. Graham and Lee.",
                "It is all they have.| 18 holes are left.| No. 5 of vol. 3 and approx. 7 more.",
                "He works at Ph.D. level in Washington, D.C. for Acme Ltd. now.",
            ],
        );
    }

    #[test]
    fn japanese_sentences_are_found() {
        check(
            Lang::Ja,
            &[
                "両社は提携した。|期間は三年。|金額は非公開だ。",
                "ナデラ氏は「競合だ。協業もする。」と述べた。|会場は沸いた。",
                "「競合だ。」と述べた。|「協業だ。」とも言う。",
                "「本当か？」という声が出た。|答えはない。",
                "「やります！」。|そう答えた。",
                "「どういうことか。」|会場は静まった。",
                "「協業する。」|なお、詳細は後日。",
                "「なぜか？」|記者は黙った。",
                "映画『君の名は。』公開から三年。|早い。",
                "本当か？と記者が聞いた。|黙っていた。",
                "本当か？|記者は聞いた。|まさか！|そう答えた。",
                "Yahoo!ニュースが報じた。|Dell Inc.は黙った。",
                "VMware, Inc.の声明だ。|Microsoft Corp.も続いた。",
                "売上高は3.5億ドル。|１．５倍になった。",
                "だが……。|それでも……と彼は言う。",
                "発表した（関係者）。|以上。",
                "発表した。（写真は本社）|以上だ。",
                "（中略。後略。）のように書く。|以上。",
                "改行が\n文の途中にある。|次の文。",
                "見出し|\n\n本文だ。",
                "最後の文に句点がない",
                "効果は（？）である。|以上。",
                "三つある。|1. 陣取り合戦。|2. 引っ越し。",
            ],
        );
    }

    #[test]
    fn chinese_sentences_are_found() {
        check(
            Lang::ZhHans,
            &[
                "微软宣布合作。|金额未公布。",
                "他说：“我们是对手。也是伙伴。”|随后离开会场。",
                "“我们是对手。”他说。|“也是伙伴。”鲍尔默补充道，语气平静。",
                "他说：“你好！”然后离开了会场。|门关了。",
                "谁赢了？|没有人知道！|也许吧。",
                "第一，价格；第二，时间。|还有第三。",
                "这就是所谓的“合作竞争”。|大家都笑了。",
                "《你好，李焕英！》上映了。|票房不错。",
                "他沉默了……没有回答。|走了。",
                "价格为3.5亿美元。|版本2.0已发布。",
                "Dell Inc.的声明。|VMware也回应了。",
                "微软（Microsoft Corp.）表示欢迎。|对方没有回应。",
                "真的吗？！|真的。",
                "他说完了。|\"我们是对手。\"他说。|\"也是伙伴。\"|会场很静。",
                "“准备好了吗？”CNN报道。|“好了。” 他说。",
            ],
        );
        check(
            Lang::ZhHant,
            &[
                "「我們是對手。」他說。|「也是夥伴。」|會場安靜下來。",
                "誰贏了？|沒有人知道。",
            ],
        );
    }

    #[test]
    fn korean_sentences_are_found() {
        check(
            Lang::Ko,
            &[
                "두 회사가 손을 잡았다.| 금액은 공개하지 않았다.",
                "두 회사가 손을 잡았다.|그러나 금액은 모른다.",
                "그는 “경쟁사다. 협력도 한다.”라고 말했다.| 모두 웃었다.",
                "그는 \"경쟁사다. 협력도 한다.\"고 말했다.| 모두 웃었다.",
                "“협력한다.” 라고 말했다.| 끝이다.",
                "“협력한다.”| 그는 자리를 떴다.",
                "왜 그랬을까?| 아무도 몰랐다.| 놀랍다!",
                "안녕하세요.| 저는 기자예요.| 반갑죠?",
                "VMware, Inc.는 부인했다.| Dell Inc.와 EMC Corp.도 그랬다.",
                "2019. 5. 7. 보스턴에서 열렸다.| 2위는 3.5%였다.",
                "클라우드로 옮겼다.| vSphere 6.5가 나왔다.| iPhone도 나왔다.",
                "서비스가 나왔다.| eBay와 example.org도 쓴다.",
                "가. 첫째 항목이다.| 둘째도 있다.",
                "손을 잡았다.(사진)| 끝.",
                "VMware, Inc.(VMW)가 부인했다.| 끝.",
                "그는 ‘끝났다. 이제 시작이다.’라며 웃었다.| 박수가 나왔다.",
            ],
        );
    }

    #[test]
    fn a_long_quotation_is_broken_inside() {
        let text = format!("「{}」と述べた。", "競合であり協業でもある。".repeat(20));
        assert!(sentences(&text, Lang::Ja).len() > 10);
    }

    #[test]
    fn no_passage_is_monstrous() {
        let text = "一二三四五、".repeat(1_000);
        let parts = sentences(&text, Lang::Ja);
        assert!(parts.len() > 8);
        for part in &parts {
            let part = part.of(&text);
            assert!(part.chars().count() <= long::LONGEST && part.ends_with('、'));
        }
        let unbroken = "字".repeat(2_000);
        assert_eq!(sentences(&unbroken, Lang::Ja).len(), 4);
    }

    #[test]
    fn a_text_whose_sentences_never_end_takes_no_quadratic_time() {
        for (piece, lang) in [
            ("e.g. A", Lang::En),
            ("。”的", Lang::ZhHans),
            ("。\"字", Lang::Ja),
            ("(", Lang::En),
        ] {
            let text = piece.repeat(100_000);
            assert!(
                sentences(&text, lang)
                    .iter()
                    .all(|s| s.len() <= 4 * long::LONGEST)
            );
        }
    }

    #[test]
    fn lines_of_preformatted_text_are_its_passages() {
        let text = "fn main() {\n    call();\n\n}\n";
        let found: Vec<&str> = lines(text).iter().map(|s| s.of(text)).collect();
        assert_eq!(found, ["fn main() {", "call();", "}"]);
    }

    /// Everything the rules look at, and any character at all.
    fn mixed() -> impl Strategy<Value = String> {
        let odd = prop::sample::select(
            "aB1.．。！？!?「」『』（）()“”\"'’ \u{3000}\n\n、，：;…かと한다他说Inc\u{301}\u{3099}\u{200D}👩🇯🇵\u{600}"
                .chars()
                .collect::<Vec<_>>(),
        );
        prop::collection::vec(prop_oneof![8 => odd, 1 => any::<char>()], 0..80)
            .prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #[test]
        fn sentences_cover_the_text_in_order_and_cut_no_grapheme(text in mixed(), times in 1usize..30) {
            let text = text.repeat(times);
            for lang in [Lang::En, Lang::Ja, Lang::Ko, Lang::ZhHans, Lang::UNKNOWN] {
                for spans in [sentences(&text, lang), lines(&text)] {
                    let joined: String = spans.iter().map(|s| s.of(&text)).collect();
                    let bare = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
                    prop_assert_eq!(bare(&joined), bare(&text));
                    prop_assert!(spans.is_sorted_by(|a, b| a.end <= b.start));
                    for span in spans {
                        prop_assert!(!span.of(&text).trim().is_empty());
                        prop_assert!(is_border(&text, span.start) && is_border(&text, span.end));
                    }
                }
            }
        }
    }
}
