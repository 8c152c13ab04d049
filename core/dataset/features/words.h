// Words of a text, for the text features. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wb {

/// The words of a UTF-8 text in order. The text is first brought to one spelling by Unicode's NFKC_Casefold (case
/// folded, accents composed, ligatures and wide letters resolved); a word is then a longest run of letters, marks and
/// digits. So "L'Été 2024" gives "l", "été", "2024". Scripts without blanks between words give long words. Bytes that
/// are no UTF-8 divide words.
std::vector<std::string> words_of(std::string_view text);

}  // namespace wb
