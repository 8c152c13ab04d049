// The numbered migrations of resources/schema, compiled in. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "foundation/embedded_text.h"

namespace wb {

std::vector<EmbeddedText> schema_files();  ///< "0001", ...

struct SchemaMigration {
    int version;
    std::string sql;
};
std::vector<SchemaMigration> schema_migrations();

}  // namespace wb
