// One function per declaration file of this folder; register_builtin_methods calls them. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/method.h"

namespace wb {

MethodSpec lrurec_method();
MethodSpec vbpr_method();
MethodSpec mmgcn_method();
MethodSpec bm3_method();
MethodSpec bert4rec_method();
MethodSpec qwen_method();

}  // namespace wb
