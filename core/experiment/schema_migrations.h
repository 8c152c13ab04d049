// The numbered migrations of resources/schema, compiled in. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace wb {

struct SchemaMigration {
    int version;
    std::string sql;
};
std::vector<SchemaMigration> schema_migrations();

}  // namespace wb
