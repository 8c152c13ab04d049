// Whose candidate lists a reranker alone takes: a finished run's. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/app_context.h"
#include "dataset/prepared.h"
#include "experiment/params.h"
#include "experiment/store.h"

class QComboBox;
class QLabel;

class ListsChoice : public QWidget {
    Q_OBJECT
  public:
    explicit ListsChoice(AppContext* context, QWidget* parent = nullptr);

    /// Reads which runs there are; the choice stays. Throws UserError (from the store). `dataValues`, `seed`: as
    /// typed.
    void reload(const std::optional<wb::PreparedInfo>& dataset, const std::map<std::string, std::string>& dataValues,
                const std::string& method, const std::string& seed);
    qint64 run() const;  ///< 0 = the newest
    void select(qint64 run);
    /// How many items per user the chosen run kept; 0 = there is no such run.
    std::int64_t kept() const;
    void showProblems(const std::vector<wb::Problem>& problems);

  Q_SIGNALS:
    void edited();

  protected:
    void changeEvent(QEvent* event) override;

  private:
    QString title(const wb::RunRow& run) const;
    qint64 newest(const std::map<std::string, std::string>& dataValues, const std::string& method,
                  const std::string& seed) const;
    void applyColours();

    AppContext* m_context;
    QComboBox* m_runs;
    QLabel *m_note, *m_problem;
    qint64 m_wanted = 0, m_newest = 0;
    QString m_method;
    bool m_any = false;
};
