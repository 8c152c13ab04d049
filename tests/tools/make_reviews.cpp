// Writes reviews as Amazon's files of 2018 have them, for measurements at full size: every user and every item
// occurs, some of them far more often than others. The same numbers and seed give the same bytes.
//   make_reviews REVIEWS USERS ITEMS FILE.json[.gz] [SEED]
// SPDX-License-Identifier: GPL-3.0-or-later
#include <zlib.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "foundation/random.h"

namespace {

/// Thirteen and ten letters and digits, as Amazon's ids look; different numbers give different ids.
std::string id_of(char first, std::uint64_t number, int length) {
    constexpr char k_digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    std::string id(1, first);
    if (first == 'B') id += '0';
    number = number * 1000003 + 7;
    while (static_cast<int>(id.size()) < length) {
        id += k_digits[number % 36];
        number /= 36;
    }
    return id;
}

/// Phrases of made words; common words come more often, as in a language.
std::vector<std::string> make_phrases(wb::Rng& rng) {
    std::vector<std::string> words;
    for (int w = 0; w < 20000; ++w) {
        std::string word;
        for (std::uint64_t syllable = 0; syllable < 1 + rng.below(3); ++syllable) {
            word += "bdfgklmnprstvz"[rng.below(14)];
            word += "aeiou"[rng.below(5)];
            if (rng.below(3) == 0) word += "nrst"[rng.below(4)];
        }
        words.push_back(word);
    }
    std::vector<std::string> phrases;
    for (int p = 0; p < 65536; ++p) {
        std::string phrase;
        for (std::uint64_t w = 0; w < 4 + rng.below(9); ++w)
            phrase += words[static_cast<std::size_t>(std::pow(rng.uniform(), 4) * 20000)] + " ";
        phrase.back() = '.';
        phrases.push_back(phrase + " ");
    }
    return phrases;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 5) {
        std::fprintf(stderr, "usage: make_reviews REVIEWS USERS ITEMS FILE.json[.gz] [SEED]\n");
        return 2;
    }
    const auto reviews = std::strtoull(argv[1], nullptr, 10), users = std::strtoull(argv[2], nullptr, 10),
               items = std::strtoull(argv[3], nullptr, 10);
    const std::string path = argv[4];
    const auto seed = argc > 5 ? std::strtoull(argv[5], nullptr, 10) : 1;
    if (users == 0 || items == 0 || reviews < users || reviews < items) {
        std::fprintf(stderr, "make_reviews: needs at least as many reviews as users and as items\n");
        return 2;
    }
    wb::Rng words(seed, "reviews words"), rng(seed, "reviews");
    const auto phrases = make_phrases(words);
    const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), path.ends_with(".gz") ? "wb6" : "wbT"),
                                                          gzclose);
    if (!file) {
        std::fprintf(stderr, "make_reviews: cannot write %s\n", path.c_str());
        return 1;
    }
    gzbuffer(file.get(), 1 << 20);
    std::string line;
    unsigned long long bytes = 0;
    for (unsigned long long i = 0; i < reviews; ++i) {
        const auto pick = [&](unsigned long long count, double skew) {
            if (i < count) return i;  // all of them once
            return static_cast<unsigned long long>(std::pow(rng.uniform(), skew) * static_cast<double>(count));
        };
        const auto user = pick(users, 3), item = pick(items, 2);
        line = R"({"overall": )" + std::to_string(1 + rng.below(5)) +
               R"(.0, "verified": true, "reviewTime": "09 1, 2016", )"
               R"("reviewerID": ")" +
               id_of('A', user, 14) + R"(", "asin": ")" + id_of('B', item, 10) +
               R"(", "reviewerName": "Somebody", "reviewText": ")";
        for (std::uint64_t p = 0; p < 1 + rng.below(8); ++p) line += phrases[rng.below(phrases.size())];
        line += R"(", "summary": ")" + phrases[rng.below(phrases.size())] + R"(", "unixReviewTime": )" +
                std::to_string(1000000000 + rng.below(6000) * 86400) + "}\n";
        if (gzwrite(file.get(), line.data(), static_cast<unsigned>(line.size())) <= 0) {
            std::fprintf(stderr, "make_reviews: the disk is full\n");
            return 1;
        }
        bytes += line.size();
    }
    std::printf("%llu reviews, %llu bytes before packing\n", reviews, bytes);
    return 0;
}
