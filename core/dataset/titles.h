// Clean-up of MovieLens titles. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace wb {

/// "Matrix, The (1999)" -> "The Matrix (1999)"; bracketed parts before the year are cut; articles that are not
/// English stay where they are; a title that does not end in a year is only stripped of outer blanks.
std::string clean_movie_title(std::string_view raw);

}  // namespace wb
