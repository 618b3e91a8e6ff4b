use proptest::prelude::*;

use super::*;
use crate::news::article::{ArticleId, Block, BlockKind, Meta};
use crate::news::color::Color;
use crate::news::company::{Alias, Weight};
use crate::text::lang::Lang;

/// A company from its id and its aliases: `~` before an alias marks it ambiguous, `=` says that case matters, `-` is a
/// deny string, `+` an allow string.
fn company(id: &str, strings: &[&str]) -> Company {
    let mut company = Company {
        id: id.to_owned(),
        name: id.to_owned(),
        initial: id.chars().take(1).collect(),
        color: Color::Ansi(4),
        aliases: Vec::new(),
        deny: Vec::new(),
        allow: Vec::new(),
    };
    for string in strings {
        if let Some(deny) = string.strip_prefix('-') {
            company.deny.push(deny.to_owned());
        } else if let Some(allow) = string.strip_prefix('+') {
            company.allow.push(allow.to_owned());
        } else {
            let text = string.trim_start_matches(['~', '=']);
            let flags = &string[..string.len() - text.len()];
            company.aliases.push(Alias {
                text: text.to_owned(),
                lang: Lang::En,
                case: flags.contains('='),
                ambiguous: flags.contains('~'),
            });
        }
    }
    company
}

const COMPANIES: &[(&str, &[&str])] = &[
    (
        "microsoft",
        &[
            "Microsoft",
            "=MS",
            "マイクロソフト",
            "마이크로소프트",
            "微软",
            "微軟",
        ],
    ),
    (
        "vmware",
        &[
            "VMware",
            "ヴイエムウェア",
            "VM웨어",
            "브이엠웨어",
            "威睿",
            "+VMwareユーザー会",
        ],
    ),
    ("emc", &["=EMC", "이엠씨", "易安信"]),
    (
        "dell",
        &[
            "~Dell",
            "Dell Technologies",
            "デル",
            "~델",
            "戴尔",
            "戴爾",
            "-Dell'Orto",
            "-델 리",
        ],
    ),
    (
        "apple",
        &[
            "~Apple",
            "アップル",
            "애플",
            "苹果",
            "蘋果",
            "-apple pie",
            "-苹果派",
            "-苹果汁",
            "+アップルストア",
            "+Appleウォッチ",
        ],
    ),
    (
        "amazon",
        &[
            "~Amazon",
            "AWS",
            "アマゾン",
            "~아마존",
            "亚马逊",
            "-Amazon River",
            "-Amazon rainforest",
            "-アマゾン川",
            "-아마존강",
            "-亚马逊雨林",
        ],
    ),
    (
        "redhat",
        &[
            "Red Hat",
            "レッドハット",
            "レッド・ハット",
            "레드햇",
            "红帽",
        ],
    ),
    ("oracle", &["~Oracle", "オラクル", "오라클", "甲骨文"]),
    (
        "samsung",
        &["Samsung", "サムスン", "삼성", "三星", "-三星期"],
    ),
    (
        "samsung-e",
        &[
            "Samsung Electronics",
            "サムスン電子",
            "삼성전자",
            "三星电子",
        ],
    ),
    ("line", &["=~LINE", "~ライン", "~라인", "-LINE UP"]),
    (
        "huawei",
        &[
            "Huawei",
            "ファーウェイ",
            "화웨이",
            "华为",
            "華為",
            "-中华为",
        ],
    ),
    ("hitachi", &["Hitachi", "日立", "-日立市", "-日立场"]),
    ("baidu", &["Baidu", "百度", "-三百度"]),
    ("xiaomi", &["Xiaomi", "小米", "-小米粥"]),
    ("meta", &["~Meta", "メタ", "메타"]),
    ("cisco", &["Cisco", "シスコ", "시스코", "思科"]),
    (
        "broadcom",
        &["Broadcom", "ブロードコム", "브로드컴", "博通"],
    ),
    ("naver", &["Naver", "네이버"]),
    ("oreilly", &["O'Reilly"]),
];

fn companies() -> Vec<Company> {
    COMPANIES
        .iter()
        .map(|(id, strings)| company(id, strings))
        .collect()
}

/// What is found, as `company:text` for each mention.
fn found(matcher: &Matcher, list: &[Company], text: &str) -> Vec<String> {
    let name = |m: &Mention| format!("{}:{}", list[usize::from(m.company.0)].id, m.span.of(text));
    matcher.find(text).iter().map(name).collect()
}

fn check(table: &[(&str, &[&str])]) {
    let list = companies();
    let matcher = Matcher::new(&list);
    let wrong: Vec<String> = table
        .iter()
        .map(|(text, expected)| (text, expected, found(&matcher, &list, text)))
        .filter(|(_, expected, found)| *found != **expected)
        .map(|(text, expected, found)| format!("{text}: expected {expected:?}, found {found:?}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn latin_names_stand_as_words() {
    check(&[
        (
            "Microsoft and VMware compete.",
            &["microsoft:Microsoft", "vmware:VMware"],
        ),
        (
            "microsoft, MICROSOFT and ＭＩＣＲＯＳＯＦＴ",
            &[
                "microsoft:microsoft",
                "microsoft:MICROSOFT",
                "microsoft:ＭＩＣＲＯＳＯＦＴ",
            ],
        ),
        ("Microsoft's plan", &["microsoft:Microsoft"]),
        ("Microsoft’s plan", &["microsoft:Microsoft"]),
        ("VMware-based, VMware.", &["vmware:VMware", "vmware:VMware"]),
        ("(VMware)", &["vmware:VMware"]),
        ("non-Microsoft software", &["microsoft:Microsoft"]),
        ("Microsofties", &[]),
        ("VMwareX", &[]),
        ("VMware6", &[]),
        ("my_VMware", &[]),
        ("VMware_Tools", &[]),
        ("@VMware said", &[]),
        ("#VMware", &[]),
        ("see /vmware for more", &[]),
        ("Cisco/VMware", &["cisco:Cisco", "vmware:VMware"]),
        ("at https://example.org/vmware", &[]),
        ("at https://www.vmware.com/products", &[]),
        ("at https://example.org/new-vmware-deal", &[]),
        ("(https://vmware.example)", &[]),
        ("vmware.com", &[]),
        ("docs.vmware", &[]),
        ("example.com/vmware", &[]),
        ("info@vmware.example", &[]),
        ("by VMware. They", &["vmware:VMware"]),
        ("by VMware.", &["vmware:VMware"]),
        ("so... Microsoft left", &["microsoft:Microsoft"]),
        ("so...Microsoft left", &["microsoft:Microsoft"]),
        ("so…Microsoft left", &["microsoft:Microsoft"]),
        ("VM\u{ad}ware", &["vmware:VM\u{ad}ware"]),
        ("Red Hat", &["redhat:Red Hat"]),
        ("Red\u{a0}Hat", &["redhat:Red\u{a0}Hat"]),
        ("a red hatter", &[]),
        ("hatred hat", &[]),
        (
            "O'Reilly and O’Reilly",
            &["oreilly:O'Reilly", "oreilly:O’Reilly"],
        ),
        ("D'Microsoft", &[]),
        ("l'Microsoft", &["microsoft:Microsoft"]),
        ("Éric VMwareé", &[]),
        ("VMware\u{301}", &[]),
    ]);
}

#[test]
fn case_and_ambiguity_are_minded() {
    check(&[
        ("EMC grows", &["emc:EMC"]),
        ("emc grows", &[]),
        ("Emc grows", &[]),
        ("ＥＭＣ grows", &["emc:ＥＭＣ"]),
        ("MS and EMC", &["microsoft:MS", "emc:EMC"]),
        ("Ms. Greene of EMC", &["emc:EMC"]),
        ("Apple grows", &[]),
        ("An apple a day", &[]),
        (
            "Apple and Microsoft",
            &["apple:Apple", "microsoft:Microsoft"],
        ),
        (
            "APPLE and Microsoft",
            &["apple:APPLE", "microsoft:Microsoft"],
        ),
        ("apple and Microsoft", &["microsoft:Microsoft"]),
        ("Apple (アップル)", &["apple:Apple", "apple:アップル"]),
        ("Apple-green Microsoft", &["microsoft:Microsoft"]),
        ("Apple-Microsoft", &["apple:Apple", "microsoft:Microsoft"]),
        ("Oracle and Meta", &[]),
        (
            "Dell, Oracle and EMC",
            &["dell:Dell", "oracle:Oracle", "emc:EMC"],
        ),
        ("Dell Technologies", &["dell:Dell Technologies"]),
        (
            "Dell, that is Dell Technologies",
            &["dell:Dell", "dell:Dell Technologies"],
        ),
        ("LINE and Naver", &["line:LINE", "naver:Naver"]),
        ("Line and Naver", &["naver:Naver"]),
        ("LINE alone", &[]),
        ("ライン", &[]),
        ("라인과 네이버", &["line:라인", "naver:네이버"]),
    ]);
}

#[test]
fn deny_and_allow_strings_overrule() {
    check(&[
        ("the Amazon River and Microsoft", &["microsoft:Microsoft"]),
        ("Amazon Rivers and Microsoft", &["microsoft:Microsoft"]),
        (
            "Amazon Riverside, says Microsoft",
            &["amazon:Amazon", "microsoft:Microsoft"],
        ),
        ("the Amazon rainforest, says AWS", &["amazon:AWS"]),
        ("Amazon, says AWS", &["amazon:Amazon", "amazon:AWS"]),
        ("Apple pie at Microsoft", &["microsoft:Microsoft"]),
        ("Naver and LINE UP now", &["naver:Naver"]),
        ("Naver and LINE UPGRADES", &["naver:Naver", "line:LINE"]),
        ("アマゾン川", &[]),
        ("アマゾンのクラウド", &["amazon:アマゾン"]),
        ("アップルストア", &["apple:アップル"]),
        ("Appleウォッチ", &["apple:Apple"]),
        ("VMwareユーザー会", &["vmware:VMware"]),
        ("아마존강과 네이버", &["naver:네이버"]),
        ("亚马逊雨林", &[]),
        ("苹果派和苹果汁", &[]),
        ("茨城県日立市", &[]),
    ]);
}

#[test]
fn japanese_names_stand_between_other_scripts() {
    check(&[
        (
            "マイクロソフトとヴイエムウェアは",
            &["microsoft:マイクロソフト", "vmware:ヴイエムウェア"],
        ),
        ("ﾏｲｸﾛｿﾌﾄの発表", &["microsoft:ﾏｲｸﾛｿﾌﾄ"]),
        ("米マイクロソフト社", &["microsoft:マイクロソフト"]),
        ("日本マイクロソフト", &["microsoft:マイクロソフト"]),
        ("アップルパイ", &[]),
        ("アップルが", &["apple:アップル"]),
        ("モデル", &[]),
        ("新モデルを発表", &[]),
        ("デルとEMC", &["dell:デル", "emc:EMC"]),
        ("デル・テクノロジーズ", &["dell:デル"]),
        ("マイケル・デル氏", &["dell:デル"]),
        ("デルー", &[]),
        ("サンフランシスコで", &[]),
        ("シスコが", &["cisco:シスコ"]),
        ("メタル", &[]),
        ("メタは", &["meta:メタ"]),
        (
            "レッドハット、レッド・ハット、ﾚｯﾄﾞﾊｯﾄ",
            &[
                "redhat:レッドハット",
                "redhat:レッド・ハット",
                "redhat:ﾚｯﾄﾞﾊｯﾄ",
            ],
        ),
        ("DELL製とEMC製", &["dell:DELL", "emc:EMC"]),
        ("EMCが", &["emc:EMC"]),
        ("「EMC」", &["emc:EMC"]),
        ("米日立と旧日立の", &["hitachi:日立", "hitachi:日立"]),
        ("日立製作所", &["hitachi:日立"]),
        ("日立は", &["hitachi:日立"]),
        ("サムスン電子", &["samsung-e:サムスン電子"]),
        ("サムスンは", &["samsung:サムスン"]),
        ("オラクルとVMware", &["oracle:オラクル", "vmware:VMware"]),
        ("ブロードコムによる買収", &["broadcom:ブロードコム"]),
        ("ＶＭｗａｒｅの", &["vmware:ＶＭｗａｒｅ"]),
    ]);
}

#[test]
fn korean_names_carry_particles() {
    check(&[
        ("마이크로소프트가 발표했다", &["microsoft:마이크로소프트"]),
        (
            "마이크로소프트(MS)와",
            &["microsoft:마이크로소프트", "microsoft:MS"],
        ),
        ("마이크로소프트이", &[]),
        ("애플은", &["apple:애플"]),
        ("애플는", &[]),
        ("애플과의 협력", &["apple:애플"]),
        ("애플로부터", &["apple:애플"]),
        ("애플으로", &[]),
        ("애플엔", &["apple:애플"]),
        ("애플에선", &["apple:애플"]),
        ("애플까진", &["apple:애플"]),
        ("애플보단", &["apple:애플"]),
        ("애플에서만은", &["apple:애플"]),
        ("파인애플", &[]),
        ("애플파이", &[]),
        ("애플망고", &[]),
        ("신모델과 삼성", &["samsung:삼성"]),
        ("델리와 삼성", &["samsung:삼성"]),
        ("델과 삼성", &["dell:델", "samsung:삼성"]),
        ("델 리눅스, 삼성", &["samsung:삼성"]),
        ("삼성전자가", &["samsung-e:삼성전자"]),
        ("삼성이", &["samsung:삼성"]),
        ("삼성가", &[]),
        ("삼성측은", &["samsung:삼성"]),
        ("삼성과", &["samsung:삼성"]),
        ("삼성와", &[]),
        ("삼성으로", &["samsung:삼성"]),
        ("삼성동", &[]),
        ("삼성들의", &["samsung:삼성"]),
        ("메타버스", &[]),
        ("메타는", &["meta:메타"]),
        ("네이버였다", &["naver:네이버"]),
        ("EMC가 VM웨어를", &["emc:EMC", "vmware:VM웨어"]),
        ("EMC는 EMC은", &["emc:EMC", "emc:EMC"]),
        (
            "VM웨어와 브이엠웨어의",
            &["vmware:VM웨어", "vmware:브이엠웨어"],
        ),
        ("레드햇을", &["redhat:레드햇"]),
        ("레드햇를", &[]),
        (
            "\u{110b}\u{1162}\u{1111}\u{1173}\u{11af}은",
            &["apple:\u{110b}\u{1162}\u{1111}\u{1173}\u{11af}"],
        ),
        ("샌프란시스코", &[]),
        ("시스코가", &["cisco:시스코"]),
    ]);
}

#[test]
fn chinese_names_stand_on_word_borders() {
    check(&[
        ("微软发布虚拟化服务", &["microsoft:微软"]),
        ("微軟與VMware聯手", &["microsoft:微軟", "vmware:VMware"]),
        ("博通完成收购威睿", &["broadcom:博通", "vmware:威睿"]),
        ("戴尔与易安信", &["dell:戴尔", "emc:易安信"]),
        ("从戴尔科技分拆出来", &["dell:戴尔"]),
        ("威睿（VMware）的收购", &["vmware:威睿", "vmware:VMware"]),
        ("亚马逊云服务", &["amazon:亚马逊"]),
        ("苹果公司", &["apple:苹果"]),
        ("苹果派", &[]),
        ("华为公司", &["huawei:华为"]),
        ("以振兴中华为己任", &[]),
        ("百度公司", &["baidu:百度"]),
        ("高达三百度的高温", &[]),
        ("小米公司", &["xiaomi:小米"]),
        ("喝小米粥", &[]),
        ("三星电子公司", &["samsung-e:三星电子"]),
        ("三星公司", &["samsung:三星"]),
        ("甲骨文公司与微软", &["oracle:甲骨文", "microsoft:微软"]),
        ("红帽公司", &["redhat:红帽"]),
        ("红帽子", &[]),
        ("思科公司", &["cisco:思科"]),
        ("由博通和威睿", &["broadcom:博通", "vmware:威睿"]),
        ("向日立公司支付", &["hitachi:日立"]),
        ("从思科后来的做法看", &["cisco:思科"]),
        ("与三星电子合作", &["samsung-e:三星电子"]),
        ("过了与三星期前相同的一天", &[]),
        ("与三星合作", &["samsung:三星"]),
        ("对日立场没有改变", &[]),
        ("EMC与微软在纽约", &["emc:EMC", "microsoft:微软"]),
    ]);
}

#[test]
fn the_longest_accepted_alias_wins_and_a_rejected_one_frees_the_shorter() {
    let list = [
        company("long", &["삼성전자", "Big Blue Sky"]),
        company("short", &["삼성", "Big Blue", "+삼성전자레인지"]),
        company("tail", &["Sky Net"]),
    ];
    let matcher = Matcher::new(&list);
    let find = |text: &str| found(&matcher, &list, text);
    assert_eq!(find("삼성전자의"), ["long:삼성전자"]);
    assert_eq!(find("삼성전자레인지"), ["short:삼성"]);
    assert_eq!(find("Big Blue Sky Net"), ["long:Big Blue Sky"]);
    assert_eq!(find("Big Blue Skyline"), ["short:Big Blue"]);
}

/// An article of a title and paragraphs.
fn article(title: &str, paragraphs: &[&str]) -> Article {
    let text = paragraphs.join("\n\n");
    let mut start = 0;
    let blocks = paragraphs
        .iter()
        .map(|paragraph| {
            let span = Span::new(start, start + paragraph.len());
            start = span.end + 2;
            Block {
                kind: BlockKind::Paragraph,
                span,
                lang: Lang::En,
                quotes: 0,
                lists: 0,
                continues: false,
                passages: 0..0,
            }
        })
        .collect();
    Article {
        id: ArticleId("a".to_owned()),
        path: "a.md".into(),
        meta: Meta {
            title: title.to_owned(),
            ..Meta::default()
        },
        lang: Lang::En,
        text,
        blocks,
        passages: Vec::new(),
        inlines: Vec::new(),
        urls: Vec::new(),
    }
}

fn all(title: &str, paragraphs: &[&str]) -> (Vec<String>, Vec<String>, Vec<String>) {
    let list = companies();
    let article = article(title, paragraphs);
    let mentions = Matcher::new(&list).mentions(&article);
    let id = |ix: CompanyIx| list[usize::from(ix.0)].id.clone();
    let names = |found: &[Mention], text: &str| -> Vec<String> {
        found
            .iter()
            .map(|m| format!("{}:{}", id(m.company), m.span.of(text)))
            .collect()
    };
    (
        names(&mentions.title, title),
        names(&mentions.text, &article.text),
        mentions
            .companies
            .iter()
            .map(|p| format!("{} {} {}", id(p.company), p.count, p.weight.name()))
            .collect(),
    )
}

#[test]
fn an_ambiguous_name_counts_with_a_second_signal_in_article_or_block() {
    let (title, text, _) = all("Apple grows", &["Oracle too.", "They say アップル."]);
    assert_eq!(title, ["apple:Apple"]);
    assert_eq!(text, ["apple:アップル"]);
    let (title, text, _) = all("Oracle", &["Oracle and EMC.", "Oracle again."]);
    assert!(title.is_empty());
    assert_eq!(text, ["oracle:Oracle", "emc:EMC"]);
}

#[test]
fn no_name_reaches_over_a_block() {
    let (_, text, _) = all("", &["The Red", "Hat of VMware"]);
    assert_eq!(text, ["vmware:VMware"]);
    let (_, text, _) = all("", &["Red Hat", "Red Hat"]);
    assert_eq!(text, ["redhat:Red Hat", "redhat:Red Hat"]);
}

#[test]
fn companies_are_weighed_and_ordered() {
    let (_, _, companies) = all(
        "Broadcom closes its deal",
        &[
            "Broadcom closed the deal, Cisco said.",
            "VMware was part of EMC. VMware grew.",
            "Naver watched. EMC is gone, and EMC will be missed.",
        ],
    );
    assert_eq!(
        companies,
        [
            "broadcom 2 main",
            "emc 3 involved",
            "vmware 2 involved",
            "cisco 1 involved",
            "naver 1 passing",
        ]
    );
    let (_, _, companies) = all(
        "A deal",
        &["News.", "VMware, VMware, VMware, VMware and EMC."],
    );
    assert_eq!(companies, ["vmware 4 main", "emc 1 passing"]);
    assert_eq!(Weight::Main.name(), "main");
}

#[test]
fn no_company_finds_nothing() {
    assert!(Matcher::new(&[]).find("Microsoft").is_empty());
    let blank = company("blank", &["", " ", "\u{200b}"]);
    assert!(Matcher::new(&[blank]).find("a b \u{200b}").is_empty());
}

/// Text rich in names and in what stands beside them.
fn busy() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "VMware",
        "ＶＭｗａｒｅ",
        "EMC",
        "デル",
        "ﾃﾞﾙ",
        "삼성",
        "삼성전자",
        "애플",
        "微软",
        "三星电子",
        "Apple",
        "Dell",
        "アップルストア",
        "Amazon River",
        "Red Hat",
        "レッド・ハット",
        " ",
        "が",
        "は",
        "를",
        "은",
        "-",
        ".",
        "/",
        "@",
        "\u{301}",
        "\u{ad}",
        "\u{3099}",
        "㈱",
        "的",
        "公司",
        "ー",
    ]);
    let piece =
        prop_oneof![4 => pieces.prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn mentions_are_ordered_disjoint_and_in_the_text(text in busy()) {
        let list = companies();
        let matcher = Matcher::new(&list);
        let mut end = 0;
        for mention in matcher.find(&text) {
            prop_assert!(mention.span.start >= end && !mention.span.is_empty());
            prop_assert!(text.get(mention.span.range()).is_some());
            prop_assert!(usize::from(mention.company.0) < list.len());
            end = mention.span.end;
        }
    }

    #[test]
    fn a_text_that_names_nobody_has_no_mention(text in "[a-d x-z0-9\u{3041}-\u{3096}]{0,60}") {
        prop_assert!(Matcher::new(&companies()).find(&text).is_empty());
    }
}
