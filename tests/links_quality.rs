//! The bundled articles tell one story in four languages: passages that speak of the same thing must find each other.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a test may fail loudly and reads the bundled articles"
)]

mod common;

use std::sync::LazyLock;

use common::linked::{Linked, linked};
use counterpoint::analysis::links::{Index, Meanings};
use counterpoint::news::library::{Library, PassageRef};

static DESK: LazyLock<Linked> = LazyLock::new(linked);

/// The library, and its links by evidence alone.
fn by_evidence() -> (&'static Library, Index) {
    let nothing = Meanings::default();
    let index = Index::new(&DESK.library, &DESK.mentions, &DESK.companies, &nothing);
    (&DESK.library, index)
}

/// Each line is one fact of the story; each text stands in a passage that tells it.
const FACTS: [&[&str]; 36] = [
    &[
        "2017年11月，微软推出",
        "2017 年 11 月，微軟推出",
        "In November 2017 VMware disowned",
        "2017년 11월 마이크로소프트가",
        "a memory for November 2017",
    ],
    &["まず21日、Microsoftが", "21일 마이크로소프트가 애저의"],
    &[
        "80 to 85 percent of the relationship",
        "80〜85%が協力",
        "80∼85%가 협력",
        "八成到八成五属于合作",
    ],
    &[
        "owns roughly 80 percent",
        "約8割を握る",
        "약 80% 보유",
        "约八成股份",
        "stake stood at roughly 80 percent",
    ],
    &["about a thousand staff", "約1000人が", "1천명가량"],
    &[
        "keep their companies' alliance going",
        "提携を3年延長した",
        "제휴를 3년 연장한다",
        "联盟延长三年",
    ],
    &[
        "about $61 billion",
        "約610億ドル",
        "610억 달러",
        "总价约610亿美元。",
    ],
    &["2021年11月1日には", "2021年11月1日，威睿", "2021년에 분사"],
    &[
        "Dell had held it since 2016",
        "2016年、親会社",
        "2016년 모회사",
        "델은 2016년 EMC",
        "2016年，EMC归入",
        "2016年他的公司",
    ],
    &["「KEDA」を公開", "'KEDA'는", "两家还演示了KEDA"],
    &["半数以上がLinux", "一半以上跑的是Linux"],
    &[
        "which cites seven people",
        "7명의 관계자",
        "seven sources are right",
    ],
    &[
        "クラウドシンプルとバーチュストリーム",
        "클라우드심플과 버투스트림",
        "CloudSimple、Virtustream",
        "CloudSimple 和 Virtustream",
    ],
    &[
        "main barrier to VMware Cloud on AWS",
        "by VMware and Amazon, started in August",
        "8月に「VMware Cloud on AWS」",
        "早在2017年8月就已开张",
        "于2017年8月推出",
        "2017년 8월 서비스를 시작한",
        "지난 8월 아마존과",
    ],
    &[
        "4月29日のラスベガスに",
        "4月29日在拉斯维加斯，他",
        "in Las Vegas on April 29, 2019",
        "지난달 29일",
        "到2019年4月29日才",
    ],
    &[
        "2019年5月7日、ボストンで",
        "5月7日在波士顿",
        "이달 7일 보스턴",
    ],
    &["5年前の両社は", "5년 전만 해도", "五年前微软和红帽"],
    &[
        "2020年9月21日に次世代",
        "2020年9月21日，微软自建",
        "2020년의 차세대 서비스부터",
    ],
    &["「ESX」が覇を", "Hyper-V与ESX打得", "VM웨어의 ESX가 맞붙은"],
    &["Diane Greene, VMware's president", "Diane Greene 主張"],
    &[
        "ディスク形式「VHD」",
        "VHD 디스크 포맷을",
        "微軟的 VHD 授權",
        "It licenses VHD",
    ],
    &[
        "Virtual PC 2004 SP1 is now free",
        "「Virtual PC 2004 SP1」も",
        "'버추얼 PC 2004'",
        "免费的Virtual PC",
    ],
    &["people at WinHEC", "5月のWinHECでは"],
    &[
        "about ten years in the market and runs",
        "市場に出て約10年",
        "经营约十年",
        "10년 가까이 앞서",
        "spent about ten years in the market",
    ],
    &[
        "less than seven months",
        "7カ月とたたない",
        "不到七个月后",
        "일곱 달이 채",
    ],
    &["7カ月とたたない2022年5月26日", "从2022年5月26日宣布"],
    &["完了は2023年11月22日", "22日完成对虚拟化"],
    &[
        "「VMware Cloud Foundation」を使える",
        "把VMware Cloud Foundation搬上",
    ],
    &[
        "tie customers to Windows",
        "顧客をWindowsに縛る",
        "把客戶綁在 Windows",
    ],
    &["arrangement, co-opetition", "(co-opetition)"],
    &["前后历时近一年半", "1년 반이 걸렸"],
    &["候補はHyper-V、Nutanix", "하이퍼-V와 뉴타닉스"],
    &["Community Source program", "ESX Serverのソース"],
    &[
        "together as VMware Infrastructure 3",
        "VMware Infrastructure 3」の名",
    ],
    &["Task Force (DMTF)", "標準化団体のDMTF"],
    &["Longhorn Server.", "「Longhorn Server」に続いて"],
];

/// Passages that say nothing by which another could be told from the rest.
const ALONE: [&str; 5] = [
    "Neither company is commenting",
    "Both expect many Microsoft applications",
    "The wait, at least, should be short",
    "微軟的伺服器則多了住戶",
    "口先だけではない",
];

fn place(library: &Library, text: &str) -> PassageRef {
    let mut places = library.iter().flat_map(|(article, found)| {
        let passages = (0..).take(found.passages.len());
        passages
            .filter(|i| found.passage_text(*i as usize).contains(text))
            .map(move |passage| PassageRef { article, passage })
    });
    let place = places.next();
    assert!(places.next().is_none(), "{text:?} stands twice");
    place.unwrap_or_else(|| panic!("{text:?} stands nowhere"))
}

/// How the passages that tell a fact find another that tells it: those that have none among the first five, and the mean
/// reciprocal rank.
fn found(library: &Library, index: &Index) -> (Vec<String>, f64) {
    let facts = FACTS.map(|texts| {
        let places = texts.iter().map(|text| place(library, text));
        places.collect::<Vec<_>>()
    });
    let mut places: Vec<PassageRef> = facts.iter().flatten().copied().collect();
    places.sort_unstable();
    places.dedup();
    assert!(places.len() >= 100, "{} passages asked", places.len());
    let (mut ranks, mut missed) = (0.0, Vec::new());
    for from in &places {
        // A passage that tells two facts may find either.
        let told = facts.iter().filter(|fact| fact.contains(from));
        let same: Vec<PassageRef> = told.flatten().copied().collect();
        let links = index.nearest(*from, 5);
        match links.iter().position(|link| same.contains(&link.to)) {
            Some(rank) => ranks += 1.0 / (f64::from(u32::try_from(rank).unwrap()) + 1.0),
            None => {
                let article = library.get(from.article).unwrap();
                missed.push(article.passage_text(from.passage as usize).to_owned());
            }
        }
    }
    (
        missed,
        ranks / f64::from(u32::try_from(places.len()).unwrap()),
    )
}

#[test]
fn passages_that_tell_the_same_find_each_other_by_evidence_alone() {
    let (library, index) = by_evidence();
    let (missed, mean) = found(library, &index);
    assert!(missed.is_empty(), "not among the first five: {missed:#?}");
    assert!(mean > 0.93, "mean reciprocal rank {mean:.3}");
}

#[test]
fn passages_that_tell_the_same_find_each_other_by_meaning() {
    let (missed, mean) = found(&DESK.library, &DESK.index);
    // The facts were chosen for the evidence they share, which is where meaning has least to add.
    assert!(missed.len() <= 3, "not among the first five: {missed:#?}");
    assert!(mean > 0.89, "mean reciprocal rank {mean:.3}");
}

#[test]
fn passages_without_evidence_are_related_to_nothing() {
    let (library, index) = by_evidence();
    for text in ALONE {
        assert_eq!(index.nearest(place(library, text), 5), [], "{text}");
    }
}

#[test]
fn links_go_both_ways_with_one_score_to_other_articles_and_say_why() {
    let (library, index) = by_evidence();
    let all = usize::MAX;
    for (article, found) in library.iter() {
        for passage in (0..).take(found.passages.len()) {
            let from = PassageRef { article, passage };
            for link in index.nearest(from, all) {
                assert_ne!(link.to.article, article);
                assert!(
                    link.probability > 0.0 && link.probability < 1.0 && !link.reasons.is_empty()
                );
                let back = index.nearest(link.to, all);
                let back = back.iter().find(|back| back.to == from).unwrap();
                assert!((back.probability - link.probability).abs() < 1e-9);
                assert_eq!(back.reasons, link.reasons);
            }
        }
    }
}
