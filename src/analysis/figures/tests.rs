use proptest::prelude::*;

use super::*;
use crate::news::date::Date;

/// The figures of a text as the reader is shown them, `~` before what is approximate.
fn shown(text: &str, lang: Lang) -> String {
    figures(text, lang)
        .iter()
        .map(|figure| match figure.precision {
            Precision::Exact => figure.value.to_string(),
            Precision::Approximate => format!("~{}", figure.value),
        })
        .collect::<Vec<_>>()
        .join("; ")
}

fn check(lang: Lang, cases: &[(&str, &str)]) {
    let wrong: Vec<_> = cases
        .iter()
        .map(|(text, want)| (text, shown(text, lang), *want))
        .filter(|(_, got, want)| got != want)
        .map(|(text, got, want)| format!("{text}: read {got:?}, not {want:?}"))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn english_amounts_are_read_as_values() {
    check(
        Lang::En,
        &[
            ("for about $61 billion in cash", "~61 billion USD"),
            ("a $61bn deal", "61 billion USD"),
            ("US$61 billion", "61 billion USD"),
            ("$61B", "61 billion USD"),
            ("61 billion dollars", "61 billion USD"),
            ("sixty-one billion dollars", "61 billion USD"),
            ("$1,250.50", "1,250.5 USD"),
            ("1.2 trillion yen", "1.2 trillion JPY"),
            ("USD 5 million", "5 million USD"),
            ("€3.5m", "3.5 million EUR"),
            ("£20", "20 GBP"),
            ("$10-15 billion", "10 billion USD; 15 billion USD"),
            ("between 80 and 85 percent", "80 %; 85 %"),
            ("80 to 85 percent of it", "80 %; 85 %"),
            ("80–85%", "80 %; 85 %"),
            ("80% to 85%", "80 %; 85 %"),
            ("roughly 80 percent", "~80 %"),
            ("citing seven people", "7 people"),
            ("The Information's seven sources", "7 people"),
            ("about a thousand staff", "~1,000 people"),
            ("two hundred and ten employees", "210 people"),
            ("a dozen companies", "12 companies"),
            ("Three more years", "3 years"),
            ("for three years", "3 years"),
            ("a five-year deal", "5 years"),
            ("less than seven months", "7 months"),
            ("falls into three areas", "3"),
            ("half of it", ""),
            ("one of them", ""),
            ("1,000 people", "1,000 people"),
            ("ninety-nine", "99"),
        ],
    );
}

#[test]
fn english_dates_are_read_as_values() {
    check(
        Lang::En,
        &[
            ("on May 7, 2019, in Boston", "2019-05-07"),
            ("on 7 May 2019", "2019-05-07"),
            ("the 7th of May", "May 7"),
            ("on May 7", "May 7"),
            ("in May 2019", "2019-05"),
            ("In May, people", "May"),
            ("people may 7", "7"),
            ("on Nov. 1, 2021.", "2021-11-01"),
            ("on Sept. 21, 2020", "2020-09-21"),
            ("started in August 2017", "2017-08"),
            ("2019-05-07", "2019-05-07"),
            ("2019/05/07", "2019-05-07"),
            ("2019-05", "2019-05"),
            ("in 2019", "2019"),
            ("By 2006 it had", "2006"),
            ("since 2016, when", "2016"),
            ("second in 2019, those", "2019"),
            ("April 29 and May 7", "April 29; May 7"),
            ("May 7-9", "May 7; May 9"),
            ("2000 people", "2,000 people"),
        ],
    );
}

#[test]
fn japanese_figures_are_read_as_values() {
    check(
        Lang::Ja,
        &[
            ("1.2兆円", "1.2 trillion JPY"),
            ("約610億ドル", "~61 billion USD"),
            ("1兆2000億円", "1.2 trillion JPY"),
            ("３５００万円", "35 million JPY"),
            ("十二億円", "1.2 billion JPY"),
            ("10〜15億円", "1 billion JPY; 1.5 billion JPY"),
            ("７人", "7 people"),
            ("七名の関係者", "7 people"),
            ("約1000人が", "~1,000 people"),
            ("千人そろえた", "1,000 people"),
            ("5社", "5 companies"),
            ("80〜85％", "80 %; 85 %"),
            ("80%から85%", "80 %; 85 %"),
            ("約8割を握る", "~80 %"),
            ("八割は味方", "80 %"),
            ("8割5分", "85 %"),
            ("提携を3年延長", "3 years"),
            ("約10年の", "~10 years"),
            ("約1年半で", "~1.5 years"),
            ("7カ月とたたない", "7 months"),
            ("10日足らず", "10 days"),
            ("三つ", "3"),
            ("2019年5月7日、ボストン", "2019-05-07"),
            ("2019年5月", "2019-05"),
            ("5月7日", "May 7"),
            ("二〇一九年五月七日", "2019-05-07"),
            ("２０１９年５月７日", "2019-05-07"),
            ("令和元年5月7日", "2019-05-07"),
            ("平成31年4月", "2019-04"),
            ("17年11月", "2017-11"),
            ("2019年", "2019"),
            ("2016〜2019年", "2016; 2019"),
            ("8月に始まった", "August"),
            ("昨年4月", "April last year"),
            ("4日、両社は", "day 4"),
            ("まず21日、", "day 21"),
            ("一般に、唯一の一部と一方", ""),
            ("千葉と三菱と八幡", ""),
            ("第3回", ""),
            ("首位を追う2位", ""),
            ("午後3時10分", ""),
        ],
    );
}

#[test]
fn korean_figures_are_read_as_values() {
    check(
        Lang::Ko,
        &[
            ("1조2000억", "1.2 trillion"),
            ("1조 2,000억원", "1.2 trillion KRW"),
            ("약 610억 달러에", "~61 billion USD"),
            ("610억달러", "61 billion USD"),
            ("3천500만 원", "35 million KRW"),
            ("1천명가량", "~1,000 people"),
            ("일곱 명", "7 people"),
            ("7명의 관계자", "7 people"),
            ("스물다섯 명", "25 people"),
            ("열두 사람", "12 people"),
            ("세 사람이", "3 people"),
            ("5개사", "5 companies"),
            ("두 회사는", "2 companies"),
            ("80∼85%가", "80 %; 85 %"),
            ("80%에서 85%", "80 %; 85 %"),
            ("약 80% 보유", "~80 %"),
            ("80퍼센트", "80 %"),
            ("제휴 3년 연장", "3 years"),
            ("1년 반 전만", "1.5 years"),
            ("일곱 달이 채", "7 months"),
            ("18개월간", "18 months"),
            ("세 가지다", "3"),
            ("2019년 5월 7일", "2019-05-07"),
            ("2019년 5월", "2019-05"),
            ("5월 7일", "May 7"),
            ("2019년", "2019"),
            ("지난달 29일(현지시간)", "day 29"),
            ("지난해 4월", "April last year"),
            ("2017년 11월 마이크로소프트가", "2017-11"),
            ("2019. 5. 7", "2,019; 5; 7"),
            ("두 대학과 세 명령", ""),
            ("민국 5", ""),
            ("2위다", ""),
            ("새벽 두 시에", ""),
        ],
    );
}

#[test]
fn chinese_figures_are_read_as_values() {
    check(
        Lang::ZhHans,
        &[
            ("总价约610亿美元", "~61 billion USD"),
            ("1.2万亿日元", "1.2 trillion JPY"),
            ("5000万元", "50 million CNY"),
            ("六百一十亿美元", "61 billion USD"),
            ("七名知情人士", "7 people"),
            ("七位消息人士", "7 people"),
            ("三十多名员工", "~30 people"),
            ("五家公司", "5 companies"),
            ("约八成股份", "~80 %"),
            ("八成到八成五属于", "80 %; 85 %"),
            ("百分之八十", "80 %"),
            ("80%至85%", "80 %; 85 %"),
            ("延长三年时", "3 years"),
            ("近一年半", "~1.5 years"),
            ("不到七个月后", "7 months"),
            ("经营约十年", "~10 years"),
            ("前后不过九天", "9 days"),
            ("2022年5月26日", "2022-05-26"),
            ("2009年2月", "2009-02"),
            ("5月7日在波士顿", "May 7"),
            ("5月7号", "May 7"),
            ("二零一九年五月", "2019-05"),
            ("2016年", "2016"),
            ("11月23日电", "November 23"),
            ("公司22日完成", "day 22"),
            ("去年4月", "April last year"),
            ("统一、一直、万一、百度、第一次", ""),
            ("五六年", ""),
            ("两家成立了", "2"),
        ],
    );
    check(
        Lang::ZhHant,
        &[
            ("2017 年 11 月，微軟", "2017-11"),
            ("去年 4 月的第一代", "April last year"),
            ("翻到 2006 年", "2006"),
            ("約 610 億美元", "~61 billion USD"),
            ("三萬元", "30,000 TWD"),
        ],
    );
}

#[test]
fn numbers_of_names_and_versions_are_no_figures() {
    for text in [
        "Windows Server 2008 Hyper-V",
        "Virtual PC 2004 SP1 is now free, and so is Virtual Server 2005 R2",
        "A Virtual PC 2007 is planned",
        "Windows 10",
        "VMware Infrastructure 3",
        "version 2.4.0 at 10:04",
        "64bit, 5G, the 1990s, KB2919355",
        "https://example.org/2019/05/07/80-percent",
    ] {
        assert_eq!(shown(text, Lang::En), "", "{text}");
    }
    for (text, lang) in [
        (
            "「Virtual PC 2004 SP1」も「Virtual Server 2005 R2」も",
            Lang::Ja,
        ),
        ("Windows Server 2008のHyper-V", Lang::Ja),
        ("VMware Infrastructure 3", Lang::Ja),
        ("윈도 서버 2008의 가상화", Lang::Ko),
        ("'버추얼 PC 2004'와 '버추얼 서버 2005 R2'를", Lang::Ko),
    ] {
        assert_eq!(shown(text, lang), "", "{text}");
    }
}

#[test]
fn absurd_numbers_are_left_unread() {
    for text in [
        "12345678901234567890123456789012345678901234567890",
        "一億億億円",
        "9999999999999999999999兆円",
        "千千千人",
        "万万円",
    ] {
        for lang in [Lang::Ja, Lang::Ko, Lang::ZhHans, Lang::En] {
            for figure in figures(text, lang) {
                let is_read = match figure.value {
                    Value::Number { amount, unit } => {
                        matches!(unit, Unit::Money(_) | Unit::People)
                            || amount.millionths() > 99_000_000
                    }
                    Value::Date(when) => when.month.is_some(),
                };
                assert!(!is_read, "{text}: {}", figure.value);
            }
        }
    }
}

#[test]
fn a_span_holds_the_figure_with_its_unit() {
    let text = "総額約610億ドルで、2019年5月7日に";
    let spans: Vec<_> = figures(text, Lang::Ja)
        .iter()
        .map(|figure| figure.span.of(text))
        .collect();
    assert_eq!(spans, ["610億ドル", "2019年5月7日"]);
}

#[test]
fn a_keycap_is_no_figure() {
    assert_eq!(figures("7\u{fe0f}\u{20e3} times", Lang::En), []);
}

#[test]
fn what_a_date_leaves_unsaid_is_taken_from_the_day_of_publication() {
    let published = |year, month, day| {
        Some(Date {
            year,
            month,
            day,
            time: None,
        })
    };
    for (text, date, want) in [
        ("5月7日", published(2019, 5, 8), "2019-05-07"),
        ("12月28日", published(2019, 1, 4), "2018-12-28"),
        ("1月4日", published(2018, 12, 28), "2019-01-04"),
        ("29日", published(2019, 5, 9), "2019-04-29"),
        ("31日", published(2019, 3, 1), "2019-01-31"),
        ("8月に", published(2017, 11, 24), "2017-08"),
        ("昨年4月", published(2020, 9, 23), "2019-04"),
        ("2009年2月", published(2023, 11, 23), "2009-02"),
        ("5月7日", None, "May 7"),
        ("80%", published(2019, 5, 8), "80 %"),
    ] {
        let value = figures(text, Lang::Ja)[0].value;
        assert_eq!(resolve(value, date).to_string(), want, "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_gives_figures_in_order_on_grapheme_borders(
        text in "([0-9一二三十百千万億兆년월일年月日%$約〜.,~ -]|May|seven|billion|of|\\PC){0,40}",
        lang in prop::sample::select(vec![Lang::En, Lang::Ja, Lang::Ko, Lang::ZhHans, Lang::ZhHant]),
    ) {
        let mut end = 0;
        for figure in figures(&text, lang) {
            prop_assert!(figure.span.start >= end && figure.span.end <= text.len());
            prop_assert!(!figure.span.of(&text).is_empty());
            prop_assert!(!figure.value.to_string().is_empty());
            end = figure.span.end;
        }
    }
}
