// Words of a text, for the text features. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/features/words.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>
#include <stdexcept>

namespace wb {

namespace {

const icu::Normalizer2& one_spelling() {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* normaliser = icu::Normalizer2::getNFKCCasefoldInstance(status);
    if (U_FAILURE(status) || !normaliser) throw std::runtime_error("ICU's data for NFKC_Casefold are not there");
    return *normaliser;
}

bool in_word(UChar32 c) {
    return (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_ND_MASK | U_GC_NL_MASK | U_GC_NO_MASK)) != 0;
}

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
    std::string folded;
    icu::StringByteSink<std::string> sink(&folded);
    UErrorCode status = U_ZERO_ERROR;
    one_spelling().normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())), sink,
                                 nullptr, status);
    if (U_FAILURE(status)) throw std::runtime_error("ICU cannot fold a text");
    std::vector<std::string> words;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(folded.data());
    const auto length = static_cast<std::int32_t>(folded.size());
    std::int32_t begin = -1;
    for (std::int32_t at = 0; at < length;) {
        const std::int32_t here = at;
        UChar32 c = 0;
        U8_NEXT(bytes, at, length, c);
        if (c >= 0 && in_word(c)) {
            if (begin < 0) begin = here;
        } else if (begin >= 0) {
            words.emplace_back(folded, static_cast<std::size_t>(begin), static_cast<std::size_t>(here - begin));
            begin = -1;
        }
    }
    if (begin >= 0) words.emplace_back(folded, static_cast<std::size_t>(begin));
    return words;
}

}  // namespace wb
