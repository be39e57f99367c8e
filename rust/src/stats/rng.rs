//! The random numbers of this crate: numpy's default generator, bit for bit.
//!
//! PCG64 (XSL-RR, 128 bits of state) seeded by numpy's `SeedSequence`, 32-bit halves low first,
//! Lemire's bounded integers. Resampling that other tools do with numpy can so be repeated exactly,
//! and everything random here is the same on every platform.
//!
//! # Reference
//! O'Neill 2014 (PCG); Lemire 2019, *Fast random integer generation in an interval*; numpy 2.4.

/// numpy's `default_rng(seed)`.
#[derive(Debug, Clone)]
pub struct Pcg64 {
    state: u128,
    increment: u128,
    half: Option<u32>,
}

const MULTIPLIER: u128 = 0x2360_ED05_1FC6_5DA4_4385_DF64_9FCC_F645;

impl Pcg64 {
    /// The generator that numpy makes of a whole number.
    pub fn new(seed: u128) -> Self {
        let words = seed_words(seed);
        let pair = |i: usize| {
            let word = |j: usize| u128::from(words[2 * j]) | u128::from(words[2 * j + 1]) << 32;
            word(i) << 64 | word(i + 1)
        };
        let mut rng = Self {
            state: 0,
            increment: pair(2) << 1 | 1,
            half: None,
        };
        rng.step();
        rng.state = rng.state.wrapping_add(pair(0));
        rng.step();
        rng
    }

    fn step(&mut self) {
        self.state = self
            .state
            .wrapping_mul(MULTIPLIER)
            .wrapping_add(self.increment);
    }

    /// 64 random bits.
    pub fn next_u64(&mut self) -> u64 {
        self.step();
        let folded = (self.state >> 64) as u64 ^ self.state as u64;
        folded.rotate_right((self.state >> 122) as u32)
    }

    /// 32 random bits: the low half of 64, then the high half.
    pub fn next_u32(&mut self) -> u32 {
        if let Some(half) = self.half.take() {
            return half;
        }
        let bits = self.next_u64();
        self.half = Some((bits >> 32) as u32);
        bits as u32
    }

    /// A whole number below `n`, as `integers(0, n)` and `choice(n)` draw it; 0 without a draw for `n ≤ 1`.
    pub fn below(&mut self, n: u32) -> u32 {
        if n <= 1 {
            return 0;
        }
        let mut product = u64::from(self.next_u32()) * u64::from(n);
        if (product as u32) < n {
            let threshold = n.wrapping_neg() % n;
            while (product as u32) < threshold {
                product = u64::from(self.next_u32()) * u64::from(n);
            }
        }
        (product >> 32) as u32
    }

    /// A number in [0, 1) with 53 random bits, as `random()` draws it.
    pub fn uniform(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 / 9_007_199_254_740_992.0
    }
}

/// 32 Booleans a draw, lowest bit first, as `integers(2, dtype=bool)` draws them.
#[derive(Debug, Default)]
pub struct Flags {
    word: u32,
    left: u32,
}

impl Flags {
    /// The next Boolean.
    pub fn next(&mut self, rng: &mut Pcg64) -> bool {
        if self.left == 0 {
            self.word = rng.next_u32();
            self.left = 32;
        }
        let flag = self.word & 1 == 1;
        self.word >>= 1;
        self.left -= 1;
        flag
    }
}

/// `SeedSequence(seed).generate_state(8, uint32)`.
fn seed_words(seed: u128) -> [u32; 8] {
    let mut hash: u32 = 0x43B0_D7E5;
    let mut scramble = |value: u32| {
        let mixed = value ^ hash;
        hash = hash.wrapping_mul(0x931E_8875);
        let mixed = mixed.wrapping_mul(hash);
        mixed ^ mixed >> 16
    };
    let mut pool = [0_u32; 4];
    for (i, word) in pool.iter_mut().enumerate() {
        *word = scramble((seed >> (32 * i)) as u32);
    }
    for from in 0..4 {
        for to in 0..4 {
            if from != to {
                let other = scramble(pool[from]);
                let mixed = pool[to]
                    .wrapping_mul(0xCA01_F9DD)
                    .wrapping_sub(other.wrapping_mul(0x4973_F715));
                pool[to] = mixed ^ mixed >> 16;
            }
        }
    }
    let mut hash: u32 = 0x8B51_F9DD;
    let mut words = [0_u32; 8];
    for (i, word) in words.iter_mut().enumerate() {
        let mixed = pool[i % 4] ^ hash;
        hash = hash.wrapping_mul(0x58F3_8DED);
        let mixed = mixed.wrapping_mul(hash);
        *word = mixed ^ mixed >> 16;
    }
    words
}

#[cfg(test)]
// Exact by construction; frozen values are pasted as Python prints them.
#[allow(clippy::float_cmp, clippy::unreadable_literal)]
mod tests {
    use super::*;

    /// Seed, raw draws, `choice(998)`, Booleans, `random()`.
    type Case = (u128, [u64; 2], [u32; 4], [u8; 8], [f64; 2]);

    // numpy 2.4.6: default_rng(seed).bit_generator.random_raw(2), .choice(998, 4), .integers(2, size=8, dtype=bool), .random(2)
    #[test]
    fn draws_are_numpys() {
        let cases: [Case; 3] = [
            (
                0,
                [11749869230777074271, 4976686463289251617],
                [848, 635, 510, 269],
                [1, 1, 1, 1, 1, 0, 1, 0],
                [0.6369616873214543, 0.2697867137638703],
            ),
            (
                12345,
                [4193609425186963869, 5843160025838961886],
                [697, 226, 787, 316],
                [1, 0, 1, 1, 1, 0, 0, 1],
                [0.22733602246716966, 0.31675833970975287],
            ),
            (
                1267650600228229401496703205383,
                [1204997375016922528, 1915797790937793275],
                [425, 65, 773, 103],
                [0, 0, 0, 0, 0, 1, 0, 1],
                [0.0653230385916338, 0.10385560634888424],
            ),
        ];
        for (seed, raw, choice, flags, uniform) in cases {
            let mut rng = Pcg64::new(seed);
            assert_eq!([rng.next_u64(), rng.next_u64()], raw, "{seed}");
            let mut rng = Pcg64::new(seed);
            assert_eq!(choice.map(|_| rng.below(998)), choice, "{seed}");
            let (mut rng, mut bits) = (Pcg64::new(seed), Flags::default());
            assert_eq!(
                flags.map(|_| u8::from(bits.next(&mut rng))),
                flags,
                "{seed}"
            );
            let mut rng = Pcg64::new(seed);
            for expected in uniform {
                assert_eq!(rng.uniform().to_bits(), expected.to_bits(), "{seed}");
            }
        }
    }
}
