// Texts of strangers' files in messages. Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "foundation/shown_text.h"

#include <nlohmann/json.hpp>

namespace wb {

std::string shown_text(std::string_view text) {
    return nlohmann::json(std::string(text.substr(0, 200)))
        .dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

}  // namespace wb
