// The commands of `rerank`, one file each. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common.h"

namespace wb::cli {

void add_prepare(Arguments& root, Common& common);
void add_train(Arguments& root, Common& common);  ///< train-retrieval, train-rerank, train-pipeline
void add_evaluate(Arguments& root, Common& common);
void add_run(Arguments& root, Common& common);     ///< run, resume, stop, serve
void add_runs(Arguments& root, Common& common);    ///< list, show, tag, note, name, delete and the two below
void add_search(Arguments& root, Common& common);  ///< start, continue, show, list
void add_compare(Arguments& runs, Common& common);
void add_export(Arguments& runs, Common& common);
void add_datasets(Arguments& root, Common& common);
void add_features(Arguments& root, Common& common);
void add_methods(Arguments& root, Common& common);
void add_models(Arguments& root, Common& common);
/// `rerank --version`, with --verbose also what the worker found.
int print_version(const Common& common);

}  // namespace wb::cli
