// Filter settings as the texts of a form. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

#include "dataset/dataset.h"

/// The values of a filter as a form shows them, by key of data_params().
std::map<std::string, std::string> filterValues(const wb::FilterSettings& filter);
/// Reads a filter from the texts of a form; wrong ones keep the default.
wb::FilterSettings filterFrom(const std::map<std::string, std::string>& values);
