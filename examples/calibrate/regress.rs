//! Logistic regression by Newton's method, with a little ridge so that it always converges.

#![allow(
    clippy::needless_range_loop,
    reason = "matrices are written with their indices"
)]

/// A case: what is known, whether it is one, and how much it counts.
pub struct Case<const N: usize> {
    pub values: [f64; N],
    pub is: bool,
    pub weight: f64,
}

/// The constants under which the cases are the likeliest.
pub fn fit<const N: usize>(cases: &[Case<N>]) -> [f64; N] {
    let mut weights = [0.0; N];
    for _ in 0..40 {
        let mut slope = [0.0; N];
        let mut bend = [[0.0; N]; N];
        for case in cases {
            let odds: f64 = weights.iter().zip(&case.values).map(|(w, v)| w * v).sum();
            let p = 1.0 / (1.0 + (-odds).exp());
            let miss = f64::from(u8::from(case.is)) - p;
            for i in 0..N {
                slope[i] += case.weight * miss * case.values[i];
                for j in 0..N {
                    bend[i][j] += case.weight * p * (1.0 - p) * case.values[i] * case.values[j];
                }
            }
        }
        for i in 0..N {
            slope[i] -= RIDGE * weights[i];
            bend[i][i] += RIDGE;
        }
        let step = solve(bend, slope);
        let size: f64 = step.iter().map(|s| s.abs()).sum();
        // Far steps overshoot where cases are nearly separable.
        let share = (4.0 / size.max(1e-12)).clamp(0.05, 1.0);
        for (weight, step) in weights.iter_mut().zip(step) {
            *weight += share * step;
        }
        if size < 1e-9 {
            break;
        }
    }
    weights
}

const RIDGE: f64 = 0.02;

/// Gaussian elimination with the largest pivot.
fn solve<const N: usize>(mut a: [[f64; N]; N], mut b: [f64; N]) -> [f64; N] {
    for i in 0..N {
        let pivot = (i..N)
            .max_by(|x, y| a[*x][i].abs().total_cmp(&a[*y][i].abs()))
            .unwrap_or(i);
        a.swap(i, pivot);
        b.swap(i, pivot);
        for j in i + 1..N {
            let share = a[j][i] / a[i][i];
            for k in i..N {
                a[j][k] -= share * a[i][k];
            }
            b[j] -= share * b[i];
        }
    }
    let mut out = [0.0; N];
    for i in (0..N).rev() {
        let rest: f64 = (i + 1..N).map(|k| a[i][k] * out[k]).sum();
        out[i] = (b[i] - rest) / a[i][i];
    }
    out
}
