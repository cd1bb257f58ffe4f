//! SHA-256 (FIPS 180-4): fingerprints of workspaces, and seeds that nobody can choose.
//!
//! Written here and not taken from a library: it is a hundred lines that the standard's vectors hold in place.

/// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
#[rustfmt::skip]
const ROUND: [u32; 64] = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
];

/// A hash under way.
pub(crate) struct Sha256 {
    state: [u32; 8],
    block: [u8; BLOCK],
    filled: usize,
    bytes: u64,
}

const BLOCK: usize = 64;

impl Default for Sha256 {
    /// The first 32 bits of the fractional parts of the square roots of the first 8 primes.
    fn default() -> Self {
        Self {
            state: [
                0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab,
                0x5be0cd19,
            ],
            block: [0; BLOCK],
            filled: 0,
            bytes: 0,
        }
    }
}

impl Sha256 {
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.bytes = self.bytes.wrapping_add(bytes.len() as u64);
        let room = self.block.get_mut(self.filled..).unwrap_or_default();
        if let Some((fits, rest)) = bytes.split_at_checked(room.len()) {
            room.copy_from_slice(fits);
            compress(&mut self.state, &self.block);
            let chunks = rest.chunks_exact(BLOCK);
            let rest = chunks.remainder();
            chunks
                .filter_map(|chunk| chunk.first_chunk())
                .for_each(|block| compress(&mut self.state, block));
            self.filled = rest.len();
            if let Some(room) = self.block.get_mut(..rest.len()) {
                room.copy_from_slice(rest);
            }
        } else if let Some(room) = room.get_mut(..bytes.len()) {
            room.copy_from_slice(bytes);
            self.filled += bytes.len();
        }
    }

    pub(crate) fn finish(mut self) -> [u8; 32] {
        let bits = self.bytes.wrapping_mul(8);
        let zeros = (2 * BLOCK - 1 - 8 - self.filled) % BLOCK;
        self.update(&[0x80]);
        self.update([0; BLOCK].get(..zeros).unwrap_or_default());
        self.update(&bits.to_be_bytes());
        let mut hash = [0; 32];
        for (place, byte) in hash.iter_mut().zip(self.state.iter().flat_map(|w| w.to_be_bytes())) {
            *place = byte;
        }
        hash
    }
}

fn compress(state: &mut [u32; 8], block: &[u8; BLOCK]) {
    // The message schedule: sixteen words in a ring, the next sixteen made of them in place. Constant places in
    // arrays are checked when compiling.
    let mut words = [0_u32; 16];
    for (word, bytes) in words.iter_mut().zip(block.chunks_exact(4)) {
        *word = bytes.first_chunk().map_or(0, |bytes| u32::from_be_bytes(*bytes));
    }
    let mut turned = *state;
    for (number, rounds) in ROUND.chunks_exact(16).enumerate() {
        if number > 0 {
            next_words(&mut words);
        }
        for (round, word) in rounds.iter().zip(&words) {
            turned = turn(turned, round.wrapping_add(*word));
        }
    }
    for (word, change) in state.iter_mut().zip(turned) {
        *word = word.wrapping_add(change);
    }
}

#[inline(always)]
fn next_words(words: &mut [u32; 16]) {
    macro_rules! next {
        ($($at:literal: $at1:literal, $at9:literal, $at14:literal;)*) => {$(
            let (x, y) = (words[$at1], words[$at14]);
            let s0 = x.rotate_right(7) ^ x.rotate_right(18) ^ (x >> 3);
            let s1 = y.rotate_right(17) ^ y.rotate_right(19) ^ (y >> 10);
            words[$at] = words[$at].wrapping_add(s0).wrapping_add(words[$at9]).wrapping_add(s1);
        )*};
    }
    next! {
        0: 1, 9, 14; 1: 2, 10, 15; 2: 3, 11, 0; 3: 4, 12, 1;
        4: 5, 13, 2; 5: 6, 14, 3; 6: 7, 15, 4; 7: 8, 0, 5;
        8: 9, 1, 6; 9: 10, 2, 7; 10: 11, 3, 8; 11: 12, 4, 9;
        12: 13, 5, 10; 13: 14, 6, 11; 14: 15, 7, 12; 15: 0, 8, 13;
    }
}

#[inline(always)]
fn turn([a, b, c, d, e, f, g, h]: [u32; 8], word: u32) -> [u32; 8] {
    let s1 = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
    let choose = (e & f) ^ (!e & g);
    let first = h.wrapping_add(s1).wrapping_add(choose).wrapping_add(word);
    let s0 = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
    let majority = (a & b) ^ (a & c) ^ (b & c);
    [first.wrapping_add(s0.wrapping_add(majority)), a, b, c, d.wrapping_add(first), e, f, g]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &[u8]) -> String {
        let mut hash = Sha256::default();
        hash.update(text);
        hash.finish().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn a_text_may_come_in_any_parts() {
        let text: Vec<u8> = (0..=255).collect();
        let whole = hex(&text);
        for parts in [1, 3, 63, 64, 65, 100, 200] {
            let mut hash = Sha256::default();
            text.chunks(parts).for_each(|part| hash.update(part));
            let parted: String = hash.finish().iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(parted, whole);
        }
    }

    #[test]
    fn the_vectors_of_the_standard() {
        assert_eq!(hex(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(hex(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(
            hex(b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        );
        assert_eq!(
            hex(&vec![b'a'; 1_000_000]),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        );
    }
}
