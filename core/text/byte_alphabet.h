// How byte-level vocabularies write bytes. Layer: text.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wb {

/// Each byte as one printable character, in UTF-8: itself where Latin-1 prints it, else the next free one from U+0100
/// on (Radford et al., "Language Models are Unsupervised Multitask Learners", 2019, as GPT-2's vocabulary files have
/// it).
std::string stand_ins_of(std::string_view bytes);

/// The bytes behind such characters; nothing when one of them stands for no byte.
std::optional<std::string> bytes_of_stand_ins(std::string_view text);

}  // namespace wb
