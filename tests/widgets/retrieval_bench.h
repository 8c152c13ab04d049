// The Retrieval page over a workspace with made-up lists.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListView>
#include <QTableView>
#include <QTest>
#include <memory>

#include "data/items_model.h"
#include "retrieval/history_strip.h"
#include "retrieval/ranked_items.h"
#include "retrieval/retrieval_page.h"
#include "tests/widgets/made_lists.h"

/// Answers every question about nearest items with 5 and 9, and writes down what it was asked.
inline const QString nearestWorker = QStringLiteral(
    "echo \"$2\" >> runs\nwhile read -r line; do echo \"$line\" >> asked; "
    "echo '{\"ok\":true,\"item\":1,\"items\":[5,9],\"similarities\":[0.9,-0.25]}'; done\n");

template <class Widget>
Widget* part(QWidget& page, const char* name) {
    return page.findChild<Widget*>(QString::fromLatin1(name));
}

/// A page over runs with lists of their own.
class RetrievalFixture : public QObject {
  protected:
    std::unique_ptr<DemoWorkspace> m_demo;
    qint64 m_first = 0, m_second = 0, m_elsewhere = 0, m_evaluation = 0;

    std::unique_ptr<RetrievalPage> open(const QList<qint64>& runs, const QString& worker = {}) {
        auto page = std::make_unique<RetrievalPage>(&m_demo->context, &m_demo->selection, worker);
        m_demo->selection.setComparedRuns(runs);
        if (!runs.isEmpty()) m_demo->selection.setCurrentRun(runs.first());
        page->resize(1140, 720);
        page->show();
        page->activateWindow();
        [&] { QTRY_VERIFY(page->shownUser() != 0); }();
        [&] { QTRY_VERIFY(part<HistoryStrip>(*page, "retrieval_history")->model()->rowCount() > 0); }();
        return page;
    }
    static QTableView* users(QWidget& page) { return part<QTableView>(page, "retrieval_users"); }
    static QListView* list(QWidget& page, const char* name) { return part<QListView>(page, name); }
    static const std::vector<ItemRow>& rows(QWidget& page, const char* name) {
        return qobject_cast<RankedItemsModel*>(list(page, name)->model())->items();
    }
    void makeRuns() {
        m_demo = std::make_unique<DemoWorkspace>();
        m_first = addRun(*m_demo, {.name = "weak", .skill = 1.0, .seed = 1});
        m_second = addRun(*m_demo, {.name = "strong", .method = "vbpr", .skill = 2.5, .seed = 2});
        m_elsewhere =
            addRun(*m_demo, {.name = "other data", .lists = false, .dataset = "films", .fingerprint = "ff"});
        m_evaluation = addRun(
            *m_demo,
            {.name = "again", .task = wb::task_evaluate, .skill = 1.0, .seed = 1, .whole = false, .source = m_first});
        addRun(*m_demo, {.name = "waits", .end = wb::RunStatus::queued});
        addRun(*m_demo, {.name = "failed", .end = wb::RunStatus::failed});
    }
    void selectNothing() {
        m_demo->selection.setCurrentRun(0);
        m_demo->selection.setComparedRuns({});
        m_demo->selection.setUser(0);
    }
};
