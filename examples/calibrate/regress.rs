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

/// Two regressions and the log odds of the first, by some of the numbers.
pub struct Mixture<const N: usize, const G: usize> {
    pub one: [f64; N],
    pub other: [f64; N],
    pub gate: [f64; G],
}

/// The mixture under which the cases are the likeliest, by Fisher's scoring as Levenberg and Marquardt damp it; `gated`
/// are the numbers that decide between both, the constant first. `M` is `2 N + G`.
///
/// Both begin as the one regression that fits best; `start` is what decides between them at first.
pub fn fit_mixture<const N: usize, const G: usize, const M: usize>(
    cases: &[Case<N>],
    gated: &[usize; G],
    start: [f64; G],
) -> Mixture<N, G> {
    assert_eq!(M, 2 * N + G);
    let both = fit(cases);
    let mut now = Mixture {
        one: both,
        other: both,
        gate: start,
    };
    let mut cost = now.cost(cases, gated);
    let mut damping = 1.0;
    for _ in 0..120 {
        let (slope, bend) = now.bend::<M>(cases, gated);
        let mut next = None;
        while next.is_none() && damping < 1e9 {
            let mut damped = bend;
            (0..M).for_each(|i| damped[i][i] *= 1.0 + damping);
            let step = now.moved(&solve(damped, slope));
            let reached = step.cost(cases, gated);
            if reached < cost {
                next = Some((step, reached));
            } else {
                damping *= 4.0;
            }
        }
        let Some((step, reached)) = next else { break };
        let gain = cost - reached;
        (now, cost) = (step, reached);
        damping = (damping / 4.0_f64).max(1e-4);
        if gain < 1e-4 {
            break;
        }
    }
    now
}

impl<const N: usize, const G: usize> Mixture<N, G> {
    /// The probabilities of the first one, of a case by both, and by the mixture.
    fn parts(&self, values: &[f64; N], gated: &[usize; G]) -> [f64; 4] {
        let logistic = |odds: f64| 1.0 / (1.0 + (-odds).exp());
        let dot = |weights: &[f64; N]| weights.iter().zip(values).map(|(w, v)| w * v).sum();
        let odds = gated.iter().zip(&self.gate).map(|(at, w)| w * values[*at]);
        let gate = logistic(odds.sum());
        let (one, other) = (logistic(dot(&self.one)), logistic(dot(&self.other)));
        let all = gate * one + (1.0 - gate) * other;
        [gate, one, other, all.clamp(1e-12, 1.0 - 1e-12)]
    }

    fn weights(&self) -> impl Iterator<Item = f64> {
        let experts = self.one.iter().chain(&self.other);
        experts.chain(&self.gate).copied()
    }

    fn cost(&self, cases: &[Case<N>], gated: &[usize; G]) -> f64 {
        let miss = |case: &Case<N>| {
            let [.., all] = self.parts(&case.values, gated);
            let said = if case.is { all } else { 1.0 - all };
            -case.weight * said.ln()
        };
        let ridge: f64 = self.weights().map(|w| w * w).sum();
        cases.iter().map(miss).sum::<f64>() + 0.5 * RIDGE * ridge
    }

    /// The slope of the likelihood and Fisher's information.
    fn bend<const M: usize>(
        &self,
        cases: &[Case<N>],
        gated: &[usize; G],
    ) -> ([f64; M], [[f64; M]; M]) {
        let (mut slope, mut bend) = ([0.0; M], [[0.0; M]; M]);
        let mut rise = [0.0; M];
        for case in cases {
            let [gate, one, other, all] = self.parts(&case.values, gated);
            let by_one = gate * one * (1.0 - one);
            let by_other = (1.0 - gate) * other * (1.0 - other);
            let by_gate = gate * (1.0 - gate) * (one - other);
            for (i, value) in case.values.iter().enumerate() {
                rise[i] = by_one * value;
                rise[N + i] = by_other * value;
            }
            for (i, at) in gated.iter().enumerate() {
                rise[2 * N + i] = by_gate * case.values[*at];
            }
            let weight = case.weight / (all * (1.0 - all));
            let miss = f64::from(u8::from(case.is)) - all;
            for i in 0..M {
                slope[i] += weight * miss * rise[i];
                let share = weight * rise[i];
                for j in i..M {
                    bend[i][j] += share * rise[j];
                }
            }
        }
        for (i, weight) in self.weights().enumerate() {
            slope[i] -= RIDGE * weight;
            bend[i][i] += RIDGE;
            for j in 0..i {
                bend[i][j] = bend[j][i];
            }
        }
        (slope, bend)
    }

    fn moved(&self, step: &[f64]) -> Self {
        let mut moved = Self { ..*self };
        let weights = moved.one.iter_mut().chain(&mut moved.other);
        for (weight, step) in weights.chain(&mut moved.gate).zip(step) {
            *weight += step;
        }
        moved
    }
}

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
