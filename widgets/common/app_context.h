// What every page is given: the open workspace, its store, the methods and the way to ask the person. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <memory>

#include "common/dialogs.h"
#include "experiment/method.h"
#include "experiment/store.h"
#include "experiment/workspace.h"

struct AppContext {
    wb::Workspace workspace;
    QString workspaceName;                   ///< the folder's name, as shown in the status bar
    std::shared_ptr<wb::Store> store;        ///< the window thread's connection; background threads open their own
    const wb::Registry* registry = nullptr;  ///< never null once the window is made
    Dialogs* dialogs = nullptr;              ///< never null once the window is made
};
