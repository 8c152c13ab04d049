// The records of the Amazon files: JSON lines, and Python literals in the older ones. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace wb {

/// A dict, list, string, number, None, True or False as Python writes it. Parsed by hand; nothing is ever evaluated.
std::optional<nlohmann::json> parse_python_literal(std::string_view text);

/// An object: JSON, or else a Python literal.
std::optional<nlohmann::json> parse_record(std::string_view line);

/// For titles and descriptions: without tags, entities decoded, every run of white space one blank.
std::string plain_from_html(std::string_view text);

}  // namespace wb
