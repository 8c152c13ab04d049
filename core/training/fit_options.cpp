// Layer: training.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_options.h"

namespace wb {

FitOptions fit_options(const Settings& s) {
    FitOptions o;
    o.epochs = get_int(s, "epochs");
    o.max_updates = get_int(s, "max_steps");
    o.validate_every = get_int(s, "validate_every");
    o.patience = get_int(s, "patience");
    o.adam.lr = get_real(s, "lr");
    if (s.contains("weight_decay")) o.adam.weight_decay = get_real(s, "weight_decay");
    if (s.contains("grad_clip")) o.adam.clip_norm = get_real(s, "grad_clip");
    if (s.contains("adam_eps")) o.adam.eps = get_real(s, "adam_eps");
    if (s.contains("lr_schedule") && get_text(s, "lr_schedule") == "linear_decay")
        o.schedule = Schedule::linear_decay;
    if (s.contains("warmup_steps")) o.warmup_updates = get_int(s, "warmup_steps");
    return o;
}

}  // namespace wb
