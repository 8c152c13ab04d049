// A file of the resources folder that is compiled in (cmake/EmbedTexts.cmake). Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace wb {

struct EmbeddedText {
    std::string name;  ///< of the file, without its ending
    std::string text;
};

}  // namespace wb
