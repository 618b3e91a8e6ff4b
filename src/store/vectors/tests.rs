use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::encoder::{DIMENSIONS, Vector};

/// Some vector that depends on the number.
fn vector(number: usize) -> Compact {
    let mut values = [0.01; DIMENSIONS];
    values[number % DIMENSIONS] = 0.5;
    values[(number * 7 + 3) % DIMENSIONS] -= 0.3;
    Compact::from(&Vector::new(&values).unwrap())
}

fn key(number: usize) -> Key {
    Key::of(&format!("passage {number}"))
}

fn some(numbers: std::ops::Range<usize>) -> Vec<(Key, Compact)> {
    numbers.map(|n| (key(n), vector(n))).collect()
}

fn keys(numbers: std::ops::Range<usize>) -> Vec<Key> {
    numbers.map(key).collect()
}

/// A folder with a cache of so many vectors.
fn filled(count: usize) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    VectorCache::new(folder.path())
        .keep(&some(0..count))
        .unwrap();
    folder
}

fn bytes(folder: &TempDir) -> Vec<u8> {
    fs::read(folder.path().join(VECTORS)).unwrap()
}

fn damage(folder: &TempDir, by: impl FnOnce(&mut Vec<u8>)) {
    let mut all = bytes(folder);
    by(&mut all);
    fs::write(folder.path().join(VECTORS), all).unwrap();
}

/// Looks up the first `count`: how many were found, each right, and what was told.
fn look_up(folder: &TempDir, count: usize) -> (usize, Option<String>) {
    let found = VectorCache::new(folder.path()).look_up(&keys(0..count));
    for number in 0..count {
        if let Some(kept) = found.vectors.get(&key(number)) {
            assert_eq!(*kept, vector(number));
        }
    }
    (found.vectors.len(), found.problem.map(|p| p.to_string()))
}

#[test]
fn what_was_kept_is_found_and_nothing_else() {
    let folder = filled(5);
    let found = VectorCache::new(folder.path()).look_up(&keys(3..9));
    assert!(found.problem.is_none());
    assert_eq!(found.vectors.len(), 2);
    assert_eq!(found.vectors[&key(4)], vector(4));
    assert_eq!(bytes(&folder).len(), HEADER + 5 * RECORD);
}

#[test]
fn a_folder_that_is_not_there_is_made_when_something_is_kept() {
    let above = tempfile::tempdir().unwrap();
    let folder = above.path().join("a/b");
    let mut cache = VectorCache::new(&folder);
    assert!(cache.look_up(&keys(0..3)).problem.is_none());
    assert!(!folder.exists());
    cache.keep(&[]).unwrap();
    assert!(!folder.exists());
    cache.keep(&some(0..3)).unwrap();
    assert_eq!(cache.look_up(&keys(0..3)).vectors.len(), 3);
}

#[test]
fn without_a_folder_nothing_is_kept_and_nothing_is_wrong() {
    let mut cache = VectorCache::nowhere();
    cache.keep(&some(0..3)).unwrap();
    let found = cache.look_up(&keys(0..3));
    assert!(found.vectors.is_empty() && found.problem.is_none());
}

#[test]
fn a_file_cut_anywhere_gives_its_whole_records_and_is_mended() {
    let whole = bytes(&filled(3));
    let borders = (0..=3).map(|n| HEADER + n * RECORD);
    let near = borders.flat_map(|at| [at.saturating_sub(1), at, at + 1]);
    for length in near.chain([1, 50]).filter(|length| *length < whole.len()) {
        let folder = filled(3);
        damage(&folder, |bytes| bytes.truncate(length));
        let sound = length.saturating_sub(HEADER) / RECORD;
        let is_torn = length < HEADER || !(length - HEADER).is_multiple_of(RECORD);
        let (found, told) = look_up(&folder, 3);
        assert_eq!((found, told.is_some()), (sound, is_torn), "cut at {length}");
        assert_eq!(look_up(&folder, 3), (sound, None), "mended at {length}");
        VectorCache::new(folder.path()).keep(&some(0..3)).unwrap();
        assert_eq!(look_up(&folder, 3), (3, None), "filled at {length}");
    }
}

type Change = dyn Fn(&mut Vec<u8>);

#[test]
fn a_foreign_file_is_replaced_and_told_of_once() {
    let version = |bytes: &mut Vec<u8>| {
        bytes[8] = 2;
        reseal(bytes);
    };
    let model = |bytes: &mut Vec<u8>| {
        bytes[20] = b'x';
        reseal(bytes);
    };
    let text = |bytes: &mut Vec<u8>| *bytes = b"my shopping list\n".repeat(80);
    let empty_words = |bytes: &mut Vec<u8>| bytes[HEADER - 1] ^= 1;
    let cases: [(&Change, &str); 4] = [
        (&version, "another version"),
        (&model, "another model"),
        (&text, "no cache of vectors"),
        (&empty_words, "header is damaged"),
    ];
    for (change, why) in cases {
        let folder = filled(4);
        damage(&folder, change);
        let mut cache = VectorCache::new(folder.path());
        let found = cache.look_up(&keys(0..4));
        assert!(found.vectors.is_empty(), "{why}");
        let told = found.problem.unwrap().to_string();
        assert!(told.contains(why), "{told}");
        assert!(cache.look_up(&keys(0..4)).problem.is_none());
        cache.keep(&some(0..4)).unwrap();
        assert_eq!(look_up(&folder, 4), (4, None), "{why}");
    }
}

fn reseal(bytes: &mut [u8]) {
    let check = crc32fast::hash(&bytes[..HEADER - 4]).to_le_bytes();
    bytes[HEADER - 4..HEADER].copy_from_slice(&check);
}

#[test]
fn a_cache_taken_by_another_version_is_left_alone() {
    let folder = filled(2);
    damage(&folder, |bytes| {
        bytes[8] = 9;
        reseal(bytes);
    });
    let before = bytes(&folder);
    let mut cache = VectorCache::new(folder.path());
    let told = cache.keep(&some(2..4)).unwrap_err().to_string();
    assert!(told.contains("another version"), "{told}");
    assert_eq!(cache.keep(&some(2..4)), Ok(()));
    assert_eq!(bytes(&folder), before);
}

#[test]
fn where_nothing_can_be_written_what_is_there_is_read_and_told_once() {
    let folder = filled(3);
    // Works for every user, unlike permissions, which do not bind root.
    let lock = folder.path().join(LOCK);
    fs::remove_file(&lock).unwrap();
    fs::create_dir(&lock).unwrap();
    let mut cache = VectorCache::new(folder.path());
    let found = cache.look_up(&keys(0..5));
    assert_eq!(found.vectors.len(), 3);
    assert!(found.problem.is_none());
    let told = cache.keep(&some(3..5)).unwrap_err().to_string();
    assert!(told.contains("cannot be kept"), "{told}");
    assert_eq!(cache.keep(&some(3..5)), Ok(()));
    // Damaged besides: the sound records still serve.
    damage(&folder, |bytes| bytes[HEADER + 5] ^= 4);
    let (found, told) = look_up(&folder, 3);
    assert_eq!(found, 2);
    assert!(told.unwrap().contains("cannot be made anew"));
}

#[test]
fn a_file_where_the_folder_should_be_is_told_once() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut cache = VectorCache::new(&file.path().join("cache"));
    let found = cache.look_up(&keys(0..1));
    assert!(found.vectors.is_empty() && found.problem.is_some());
    assert_eq!(cache.keep(&some(0..1)), Ok(()));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_once_and_keeps_nothing() {
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("/dev/full", folder.path().join(VECTORS)).unwrap();
    let mut cache = VectorCache::new(folder.path());
    let told = cache.keep(&some(0..2)).unwrap_err().to_string();
    assert!(told.contains("No space left"), "{told}");
    assert_eq!(cache.keep(&some(0..2)), Ok(()));
}

#[test]
fn copies_that_write_at_the_same_time_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    std::thread::scope(|threads| {
        for copy in 0..4 {
            let path = folder.path();
            threads.spawn(move || {
                let mut cache = VectorCache::new(path);
                for batch in 0..10 {
                    let first = copy * 100 + batch * 3;
                    cache.keep(&some(first..first + 3)).unwrap();
                    let found = cache.look_up(&keys(copy * 100..first + 3));
                    assert_eq!(found.vectors.len(), batch * 3 + 3);
                    assert!(found.problem.is_none());
                }
            });
        }
    });
    assert_eq!(bytes(&folder).len(), HEADER + 120 * RECORD);
}

#[test]
fn too_long_a_file_keeps_its_newer_half() {
    let folder = filled(9);
    let mut cache = VectorCache {
        most: 8,
        ..VectorCache::new(folder.path())
    };
    let found = cache.look_up(&keys(0..9));
    assert_eq!(found.vectors.len(), 9);
    assert!(found.problem.is_none());
    let found = VectorCache::new(folder.path()).look_up(&keys(0..9));
    let mut left: Vec<usize> = (0..9)
        .filter(|n| found.vectors.contains_key(&key(*n)))
        .collect();
    left.sort_unstable();
    assert_eq!(left, [5, 6, 7, 8]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_flipped_bit_costs_one_vector_or_all_and_never_gives_a_wrong_one(
        at in 0..HEADER + 6 * RECORD,
        bit in 0_u32..8,
    ) {
        let folder = filled(6);
        damage(&folder, |bytes| bytes[at] ^= 1_u8 << bit);
        let left = if at < HEADER { 0 } else { 5 };
        let (found, told) = look_up(&folder, 6);
        prop_assert_eq!(found, left);
        prop_assert!(told.is_some());
        prop_assert_eq!(look_up(&folder, 6), (left, None));
    }

    #[test]
    fn any_bytes_in_its_place_are_survived(junk in prop::collection::vec(any::<u8>(), 0..2000)) {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(VECTORS), &junk).unwrap();
        let (found, told) = look_up(&folder, 3);
        prop_assert_eq!((found, told.is_some()), (0, !junk.is_empty()));
        VectorCache::new(folder.path()).keep(&some(0..3)).unwrap();
        prop_assert_eq!(look_up(&folder, 3), (3, None));
    }
}
