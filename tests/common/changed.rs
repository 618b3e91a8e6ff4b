//! A library of four articles from a feed that were changed after they came.

use std::path::Path;

use counterpoint::fetch::entry::{Place, Tally, store};
use counterpoint::fetch::feed::{Entry, Feed};
use counterpoint::load;
use counterpoint::news::library::Library;

/// 2026-11-27T12:00:00Z.
pub const NOW: i64 = 1_795_780_800;
const DAY: i64 = 86_400;

/// The paragraphs of an entry: language, title, text.
type Told = (&'static str, &'static str, &'static [&'static str]);

const FIRST: [Told; 4] = [
    (
        "ja",
        "ブロードコム、VMware買収で合意",
        &[
            "ブロードコムは26日、VMwareを約600億ドルで買収すると発表した。",
            "買収は2023年度中に完了する見込みだ。取引には株主の承認が必要となる。",
            "両社は以前から提携関係にある。",
            "VMwareは仮想化ソフトの最大手で、2021年にデルから分離した。",
            "市場では顧客の離反を懸念する声もある。",
            "アナリストは「値上げが起きる」と話した。",
        ],
    ),
    (
        "ko",
        "브로드컴, VM웨어 인수 합의",
        &[
            "브로드컴은 26일 VM웨어를 600억 달러에 인수한다고 발표했다.",
            "인수는 서울에서 열린 이사회에서 승인됐다.",
            "두 회사는 오랜 협력 관계다.",
        ],
    ),
    (
        "zh",
        "博通同意收购威睿",
        &[
            "博通星期四宣布以约600亿美元收购威睿。",
            "交易有待股东批准。",
        ],
    ),
    (
        "en",
        "Broadcom agrees to buy VMware",
        &[
            "Broadcom said on Thursday that it will buy VMware for about $60 billion.",
            "The deal needs the approval of shareholders. It is expected to close next year.",
            "VMware was spun off from Dell in November.",
            "Its chief executive was not available for comment.",
        ],
    ),
];

const SECOND: [Told; 4] = [
    (
        "ja",
        "ブロードコム、VMware買収で合意 総額610億ドル",
        &[
            "ブロードコムは26日、VMwareを約610億ドルで買収すると発表した。",
            "買収は2023年度中に完了する見込みだ。取引には株主の承認が必要となる。",
            "両社は以前から提携関係にある。",
            "VMwareは仮想化ソフトの最大手で、2021年にデルから分離した。",
            "市場では顧客の離反を懸念する声もある。",
            "株価は翌日、3%上昇した。",
        ],
    ),
    (
        "ko",
        "브로드컴, VM웨어 인수 합의",
        &[
            "브로드컴이 26일 VM웨어를 610억 달러에 인수한다고 밝혔다.",
            "인수는 서울에서 열린 이사회에서 승인됐다.",
            "두 회사는 오랜 협력 관계다.",
        ],
    ),
    (
        "zh",
        "博通同意收购威睿",
        &[
            "博通星期四宣布以约610亿美元收购威睿。",
            "交易有待股东和监管机构批准。",
        ],
    ),
    (
        "en",
        "Broadcom agrees to buy VMware",
        &[
            "Broadcom said on Thursday that it will buy VMware for about $61 billion in cash and stock.",
            "The deal needs the approval of shareholders. It is expected to close next year.",
            "VMware was spun off from Dell in November.",
        ],
    ),
];

/// The Japanese article of the first form with one passage reworded: its oldest text.
const OLDEST: Told = (
    "ja",
    "ブロードコム、VMwareを買収か",
    &[
        "ブロードコムは、VMwareの買収を検討していると伝えられた。",
        "両社は以前から提携関係にある。",
        "VMwareは仮想化ソフトの最大手で、2021年にデルから分離した。",
    ],
);

/// Takes entries of a feed in, at a time.
pub fn take_in(folder: &Path, told: &[Told], now: i64) -> Tally {
    let entry = |(lang, title, paragraphs): &Told| Entry {
        id: Some((*lang).to_owned()),
        title: (*title).to_owned(),
        date: counterpoint::load::foreign::date("2022-05-26T08:30:00Z"),
        lang: Some((*lang).to_owned()),
        html: Some(
            paragraphs
                .iter()
                .map(|text| format!("<p>{text}</p>"))
                .collect(),
        ),
        ..Entry::default()
    };
    let feed = Feed {
        entries: told.iter().map(entry).collect(),
        ..Feed::default()
    };
    let place = Place {
        folder: folder.join("wire"),
        name: "Wire".into(),
        address: "https://wire.example/feed".into(),
        ..Place::default()
    };
    store(feed, &place, now, None, &|_| ()).unwrap()
}

/// Takes in what the feed says at first.
pub fn first(folder: &Path) -> Tally {
    take_in(folder, &[OLDEST], NOW - 2 * DAY);
    take_in(folder, &FIRST, NOW - DAY)
}

/// Takes in what the feed says after it has changed.
pub fn second(folder: &Path) -> Tally {
    take_in(folder, &SECOND, NOW)
}

/// The library in a folder.
pub fn library(folder: &Path) -> Library {
    load::load(&[folder.to_owned()], &|_| {})
}
