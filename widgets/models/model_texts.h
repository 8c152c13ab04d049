// What is said about language models in several places. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <cstdint>

#include "experiment/language_models.h"

namespace modeltexts {

QString bytes(std::uint64_t n);                            ///< "1.4 GiB"
QString place(const wb::LanguageModel& model);             ///< "in the workspace"
std::uint64_t memoryNeed(const wb::LanguageModel& model);  ///< of training adapters with the default settings
QString memory(const wb::LanguageModel& model);            ///< a sentence: what training adapters takes
/// What is wrong and what to do, two sentences; empty for a model that can be used.
QString problem(const wb::LanguageModel& model);

}  // namespace modeltexts
