// What a person is told when something is refused. Test helper. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "foundation/error.h"

/// The whole text of the UserError that `call` throws; empty when it throws none.
template <class Call>
std::string error_of(Call call) {
    try {
        call();
    } catch (const wb::UserError& error) {
        return error.what();
    }
    return {};
}
