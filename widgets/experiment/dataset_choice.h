// Which data an experiment uses: the sample, or a prepared folder of the workspace. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <map>
#include <string>
#include <vector>

#include "common/app_context.h"
#include "dataset/prepared.h"

class ParamForm;
class QComboBox;
class QLabel;
class QPushButton;

class DatasetChoice : public QWidget {
    Q_OBJECT
  public:
    explicit DatasetChoice(AppContext* context, QWidget* parent = nullptr);

    void reload();  ///< reads the list of prepared folders
    /// Values of the section "data", by key, where they differ from the defaults.
    std::map<std::string, std::string> values() const;
    void setValues(const std::map<std::string, std::string>& values);
    bool isSample() const;
    /// The prepared folder that is meant; nothing when it is not there (yet).
    std::optional<wb::PreparedInfo> info() const;
    void select(const wb::PreparedInfo& info);
    void showProblem(const QString& words);  ///< at the dataset field
    int showProblems(const std::vector<wb::Problem>& problems);
    bool focusField(const QString& key);

  Q_SIGNALS:
    void edited();
    void importRequested();

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void updateInfo();
    wb::FilterSettings sampleFilter() const;

    AppContext* m_context;
    QComboBox* m_combo;
    QPushButton* m_import;
    QLabel *m_info, *m_problem;
    ParamForm* m_filter;
    std::vector<wb::PreparedInfo> m_prepared;
    std::map<std::string, std::string> m_missing;  ///< a stored config's data that is not in this workspace
};
