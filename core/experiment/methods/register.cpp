// All methods that the program brings. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/methods/builtin.h"

namespace wb {

void register_builtin_methods(Registry& registry) {
    registry.add(lrurec_method());
    registry.add(vbpr_method());
    registry.add(mmgcn_method());
    registry.add(bm3_method());
    registry.add(bert4rec_method());
    registry.add(qwen_method());
}

}  // namespace wb
